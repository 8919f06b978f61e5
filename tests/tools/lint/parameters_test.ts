import { deepStrictEqual as deepEqual } from "node:assert/strict";
import { parameters } from "../../../tools/lint/parameters.ts";
import { complaints } from "./complaints.ts";

const COUNT = "Function takes too many parameters: it has 4, the limit is 3";
const THIRD = "Third parameter is not an options object";
const BOOLEAN = "Parameter is a boolean: nobody can read it at the call";

/** Parameter lists, and what is wrong with each. */
const CASES: [list: string, ...wrong: string[]][] = [
  [""],
  ["a: string, b: number"],
  ["a: string, b: number, options: Options"],
  ["a: string, b: number, options?: Readonly<Options>"],
  ["a: string, b: number, options: Options | undefined"],
  ["a: string, b: number, options: Options & Other"],
  ["a: string, b: number, { c, d }: { c: boolean; d: string }"],
  ["a: string, b: number, { c, d }: Options = {}"],
  ["a: string, b: number, options = {}"],
  ["options: { loud: boolean }"],
  ["value: string | number | boolean"],
  ["values: boolean[]"],
  ["nothing: undefined"],
  ["...values: string[]"],
  ["a: A, b: B, c: C, d: D", COUNT],
  ["a: A, b: B, c: C, ...d: D[]", COUNT],
  ["a: A, b: B, c: string", THIRD],
  ["a: A, b: B, c?: string", THIRD],
  ["a: A, b: B, c: string | Options", THIRD],
  ["a: A, b: B, c = 1", THIRD],
  ["a: A, b: B, c: () => void", THIRD],
  ["a: A, b: B, ...c: C[]", THIRD],
  ["loud: boolean", BOOLEAN],
  ["a: A, loud?: boolean", BOOLEAN],
  ["loud: boolean | undefined", BOOLEAN],
  ["loud: boolean | null", BOOLEAN],
  ["loud: true | false", BOOLEAN],
  ["loud = false", BOOLEAN],
  ["loud: boolean = false", BOOLEAN],
  ["loud: boolean, clear: boolean", BOOLEAN, BOOLEAN],
];

const FORMS = [
  (list: string) => `function f(${list}) {}`,
  (list: string) => `export default function (${list}) {}`,
  (list: string) => `const f = (${list}) => {};`,
  (list: string) => `const f = function (${list}) {};`,
  (list: string) => `const f = { g(${list}) {} };`,
  (list: string) => `class F { #g(${list}) {} }`,
  (list: string) => `class F { static g = (${list}) => {}; }`,
];

const FORMS_WITHOUT_BODY = [
  (list: string) => `type F = (${list}) => void;`,
  (list: string) => `interface F { g(${list}): void }`,
  (list: string) => `interface F { (${list}): void }`,
  (list: string) => `interface F { new (${list}): F }`,
  (list: string) => `type F = new (${list}) => G;`,
  (list: string) => `declare function f(${list}): void;`,
  (list: string) => `abstract class F { abstract g(${list}): void }`,
];

Deno.test("parameters() judges every list in every form of function", () => {
  for (const form of FORMS) {
    for (const [list, ...wrong] of CASES) deepEqual(complaintsOf(form(list)), wrong, form(list));
  }
});

Deno.test("parameters() judges types and signatures too", () => {
  for (const form of FORMS_WITHOUT_BODY) {
    for (const [list, ...wrong] of CASES.filter(([list]) => !/= |\{ c/.test(list))) {
      deepEqual(complaintsOf(form(list)), wrong, form(list));
    }
  }
});

Deno.test("parameters() judges what a constructor declares", () => {
  const form = (list: string) => `class F { constructor(${list}) {} }`;
  deepEqual(complaintsOf(form("private readonly a: A, readonly b: B")), []);
  deepEqual(complaintsOf(form("private readonly loud: boolean")), [BOOLEAN]);
  deepEqual(complaintsOf(form("a: A, b: B, private readonly c: string")), [THIRD]);
});

Deno.test("parameters() takes a boolean in a setter, whose call names it", () => {
  deepEqual(complaintsOf("class F { set loud(value: boolean) {} }"), []);
  deepEqual(complaintsOf("const f = { set loud(value: boolean) {} };"), []);
  deepEqual(complaintsOf("interface F { set loud(value: boolean) }"), []);
  deepEqual(complaintsOf("class F { loud(value: boolean) {} }"), [BOOLEAN]);
});

Deno.test("parameters() takes a callback of three whose shape is somebody else's", () => {
  deepEqual(complaintsOf("values.reduce((sum, value, index) => sum + value * index, 0);"), []);
  deepEqual(complaintsOf("values.reduce((sum, value, index, all) => sum, 0);"), [COUNT]);
});

Deno.test("parameters() does not count the type of this", () => {
  deepEqual(complaintsOf("function f(this: A, b: B, c: C, options: Options) {}"), []);
  deepEqual(complaintsOf("function f(this: A, b: B, c: C, d: string) {}"), [THIRD]);
});

function complaintsOf(text: string): string[] {
  return complaints(parameters, { path: "daemon/a.ts", text });
}
