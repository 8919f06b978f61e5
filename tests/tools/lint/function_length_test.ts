import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { functionLength } from "../../../tools/lint/function_length.ts";
import { complaints } from "./complaints.ts";

const FORMS = [
  (body: string) => `export function a() {${body}}`,
  (body: string) => `export const a = async () => {${body}};`,
  (body: string) => `export const a = { b() {${body}} };`,
  (body: string) => `export class A { #b() {${body}} }`,
  (body: string) => `export class A { get b() {${body}} }`,
];

Deno.test("functionLength() takes fifty lines and refuses fifty-one, in every form", () => {
  for (const form of FORMS) {
    deepEqual(complaintsOf("job/a.ts", form(linesOf(50))), [], form(""));
    deepEqual(complaintsOf("job/a.ts", form(linesOf(51))), [
      "Function is too long: it has 51 lines, the limit is 50",
    ]);
  }
});

Deno.test("functionLength() does not count the comment above a function", () => {
  const text = `/**${linesOf(30)}*/\nexport function a() {${linesOf(50)}}`;
  deepEqual(complaintsOf("job/a.ts", text), []);
});

Deno.test("functionLength() leaves the body of a test alone, in tests only", () => {
  const body = `{${linesOf(51)}}`;
  const forms = [
    `Deno.test("a", () => ${body});`,
    `Deno.test("a", { sanitizeOps: false }, async () => ${body});`,
    `Deno.test({ name: "a", fn() ${body} });`,
    `Deno.test({ name: "a", fn: function () ${body} });`,
    `Deno.test.ignore("a", () => ${body});`,
  ];
  for (const form of forms) {
    equal(complaintsOf("tests/a_test.ts", form).length, 0, form);
    equal(complaintsOf("daemon/a.ts", form).length, 1, form);
  }
});

Deno.test("functionLength() counts what is inside the body of a test, and what only looks like one", () => {
  const long = `function a() {${linesOf(51)}}`;
  for (const text of [`Deno.test("a", () => { ${long} });`, long, `Deno.bench(${long});`]) {
    equal(complaintsOf("tests/a_test.ts", text).length, 1, text);
  }
});

/** With it, a function whose braces enclose it has `count` lines. */
function linesOf(count: number): string {
  return "\n".repeat(count - 1);
}

function complaintsOf(path: string, text: string): string[] {
  return complaints(functionLength, { path, text });
}
