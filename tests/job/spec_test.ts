import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import * as v from "valibot";
import { type SpecInput, SpecShape } from "../../job/spec.ts";
import { LIMITS } from "../../limits.ts";

const least: SpecInput = { argv: ["make"], cwd: "/", env: [], umask: 0o022 };

/** The first complaint about a spec that has `change` in it; undefined where it is taken. */
function complaintOf(change: Record<string, unknown>): string | undefined {
  return v.safeParse(SpecShape, { ...least, ...change }).issues?.[0].message;
}

/** `count` words that have `bytes` together, each with its NUL. */
function wordsOf(bytes: number, { letter = "x" } = {}): string[] {
  const each = LIMITS.wordBytes + 1;
  const letterBytes = new TextEncoder().encode(letter).length;
  const words: string[] = [];
  for (let left = bytes; left > 0; left -= each) {
    const word = Math.min(each, left) - 1;
    words.push(letter.repeat(word / letterBytes) + "x".repeat(word % letterBytes));
  }
  return words;
}

const variablesOf = (bytes: number, how = {}) =>
  wordsOf(bytes, how).map((word) => `x=${word.slice(2)}`);

const path = (bytes: number) => `/${"x".repeat(bytes - 1)}`;

/** A change of the spec at a bound, and the complaint about one more. */
const BOUNDS: readonly (readonly [string, (more: number) => Record<string, unknown>, string])[] = [
  [
    "words of a command",
    (more) => ({ argv: Array(LIMITS.argvWords + more).fill("x") }),
    "a command has at most 4096 words",
  ],
  [
    "bytes of a command",
    (more) => ({ argv: wordsOf(LIMITS.argvBytes + more) }),
    "a command has at most 524288 bytes",
  ],
  [
    "bytes of a command in another script",
    (more) => ({ argv: wordsOf(LIMITS.argvBytes + more, { letter: "日" }) }),
    "a command has at most 524288 bytes",
  ],
  [
    "bytes of a word",
    (more) => ({ argv: ["x".repeat(LIMITS.wordBytes + more)] }),
    "a word is longer than 131071 bytes",
  ],
  [
    "bytes of a word in another script",
    (more) => ({ argv: [`${"é".repeat((LIMITS.wordBytes - 1) / 2)}x${"x".repeat(more)}`] }),
    "a word is longer than 131071 bytes",
  ],
  [
    "variables",
    (more) => ({ env: Array.from({ length: LIMITS.envEntries + more }, (_, n) => `v${n}=`) }),
    "an environment has at most 4096 variables",
  ],
  [
    "bytes of an environment",
    (more) => ({ env: variablesOf(LIMITS.envBytes + more) }),
    "an environment has at most 524288 bytes",
  ],
  [
    "bytes of an environment in another script",
    (more) => ({ env: [`é=${"x".repeat(14)}`, ...variablesOf(LIMITS.envBytes - 18 + more)] }),
    "an environment has at most 524288 bytes",
  ],
  [
    "bytes of a variable",
    (more) => ({ env: [`A=${"x".repeat(LIMITS.wordBytes - 2 + more)}`] }),
    "a word is longer than 131071 bytes",
  ],
  [
    "bytes of a path",
    (more) => ({ cwd: path(LIMITS.pathBytes + more) }),
    "a path is at most 4096 bytes",
  ],
  [
    "bytes of a path in another script",
    (more) => ({ cwd: `/${"é".repeat((LIMITS.pathBytes - 2) / 2)}x${"x".repeat(more)}` }),
    "a path is at most 4096 bytes",
  ],
  [
    "bits of the umask",
    (more) => ({ umask: 0o777 + more }),
    "Invalid value: Expected <=511 but received 512",
  ],
  [
    "milliseconds of grace",
    (more) => ({ graceMs: LIMITS.graceMaxMs + more }),
    "Invalid value: Expected <=86400000 but received 86400001",
  ],
];

for (const [what, change, complaint] of BOUNDS) {
  Deno.test(`SpecShape takes as many ${what} as there may be, and not one more`, () => {
    equal(complaintOf(change(0)), undefined);
    equal(complaintOf(change(1)), complaint);
  });
}

const WRONG: readonly (readonly [string, Record<string, unknown>, string])[] = [
  ["no command", { argv: [] }, "there is no command"],
  ["an empty command", { argv: [""] }, "the name of the command is empty"],
  ["a NUL in a word", { argv: ["make", "a\0b"] }, "a word holds a NUL character"],
  ["a word that is a number", { argv: [1] }, "Invalid type: Expected string but received 1"],
  [
    "words in one text",
    { argv: "make" },
    'Invalid type: Expected Array but received "make"',
  ],
  ["a relative folder", { cwd: "src" }, "a path is absolute"],
  ["an empty folder", { cwd: "" }, "a path is absolute"],
  ["a NUL in the folder", { cwd: "/\0" }, "a path is absolute"],
  ["a variable without a value", { env: ["A"] }, "a variable is NAME=VALUE"],
  ["a variable without a name", { env: ["=A"] }, "a variable is NAME=VALUE"],
  ["an empty variable", { env: [""] }, "a variable is NAME=VALUE"],
  ["a NUL in a variable", { env: ["A=\0"] }, "a word holds a NUL character"],
  ["a umask below nothing", { umask: -1 }, "Invalid value: Expected >=0 but received -1"],
  ["half a umask", { umask: 0.5 }, "Invalid integer: Received 0.5"],
  [
    "a umask as text",
    { umask: "022" },
    'Invalid type: Expected number but received "022"',
  ],
  ["a grace below nothing", { graceMs: -1 }, "Invalid value: Expected >=0 but received -1"],
  [
    "a grace that is no number",
    { graceMs: NaN },
    "Invalid type: Expected number but received NaN",
  ],
  [
    "an unknown policy for orphans",
    { orphan: "nurse" },
    'Invalid type: Expected ("kill" | "leave" | "adopt") but received "nurse"',
  ],
  [
    "an unknown way of output",
    { output: "tee" },
    'Invalid type: Expected ("pipe" | "fifo" | "direct") but received "tee"',
  ],
];

for (const [what, change, complaint] of WRONG) {
  Deno.test(`SpecShape refuses ${what}`, () => equal(complaintOf(change), complaint));
}

for (const field of ["argv", "cwd", "env", "umask"]) {
  Deno.test(`SpecShape refuses a spec without ${field}`, () => {
    const { [field]: _, ...rest } = { ...least } as Record<string, unknown>;
    equal(v.safeParse(SpecShape, rest).success, false);
  });
}

Deno.test("SpecShape takes what a command, a variable and a folder may hold", () => {
  const spec = {
    argv: ["a=b", "", "it's\n\t'quoted'", "--", "$HOME `id`", "日本", "\u{1f600}"],
    cwd: "/with space/and 'quote'/\n",
    env: ["A=", "A=B=C", "A B=\n", "__proto__=x", "a-b.c=1", "é=é"],
    umask: 0,
    graceMs: 0,
    orphan: "adopt",
    output: "direct",
  };
  const parsed: object = v.parse(SpecShape, spec);
  for (const [field, value] of Object.entries(spec)) deepEqual(Reflect.get(parsed, field), value);
});

Deno.test("SpecShape orders an environment by its names, and leaves the last of one name the last", () => {
  const env = ["b=1", "B=2", "a=2", "a=1", "ab=0", "a=3", "B=1"];
  deepEqual(v.parse(SpecShape, { ...least, env }).env, [
    ...["B=2", "B=1", "a=2", "a=1", "a=3", "ab=0", "b=1"],
  ]);
});

Deno.test("SpecShape fills in what a spec leaves out, and drops what no spec has", () => {
  const parsed = v.parse(SpecShape, { ...least, sudo: true });
  const { graceMs, orphan, output } = parsed;
  deepEqual([graceMs, orphan, output], [LIMITS.graceMs, "kill", "pipe"]);
  equal(Object.hasOwn(parsed, "sudo"), false);
  deepEqual(v.parse(SpecShape, parsed), parsed);
});
