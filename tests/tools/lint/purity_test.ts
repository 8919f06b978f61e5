import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { purity } from "../../../tools/lint/purity.ts";
import { complaints } from "./complaints.ts";

const IMPURE: [text: string, name: string][] = [
  ["Deno.cwd();", "Deno"],
  ["let a: Deno.Signal;", "Deno"],
  ["const { Deno: a } = globalThis;", "globalThis"],
  ["globalThis.Deno;", "globalThis"],
  ["self.fetch;", "self"],
  ["window.fetch;", "window"],
  ["Date.now();", "Date.now"],
  ["const clock = Date.now;", "Date.now"],
  [`Date["now"]();`, "Date.now"],
  ["const { now } = Date;", "Date.now"],
  ["new Date();", "new Date()"],
  ["new Date;", "new Date()"],
  ["Date();", "Date()"],
  ["Temporal.Now.instant();", "Temporal.Now"],
  ["performance.now();", "performance"],
  ["Math.random();", "Math.random"],
  ["const { random: a } = Math;", "Math.random"],
  ["crypto.randomUUID();", "crypto"],
  ["setTimeout(f, 1);", "setTimeout"],
  ["const a = { setTimeout };", "setTimeout"],
  ["setInterval(f, 1);", "setInterval"],
  ["clearTimeout(1);", "clearTimeout"],
  ["clearInterval(1);", "clearInterval"],
  ["AbortSignal.timeout(1);", "AbortSignal.timeout"],
  ["await fetch(a);", "fetch"],
  ["const fetch = f;", "fetch"],
  ["console.log(a);", "console"],
];

const PURE = [
  "new Date(startedAt);",
  "new Date(2026, 10, 24);",
  "Date.UTC(2026, 10, 24);",
  "Date.parse(a);",
  "let a: Date;",
  "a instanceof Date;",
  "Math.max(1, 2);",
  "clock.now();",
  "dice.random();",
  "channel.fetch();",
  "const a = { Deno: 1, fetch() {} };",
  "const { crypto: a } = b;",
  "class A { performance = 1; fetch() {} }",
  "interface A { performance: number; fetch(): void }",
  `import { fetch as a } from "./a.ts";`,
  `export { a as fetch };`,
  `const a = "Deno"; // Deno`,
  "const { max } = Math;",
];

Deno.test("purity() refuses the system, the clock and chance in job/, and names them", () => {
  for (const [text, name] of IMPURE) {
    deepEqual(complaints(purity, { path: "job/a.ts", text }), [
      `Cannot use ${name} in job/: what a job is depends on nothing but its arguments`,
    ], text);
  }
});

Deno.test("purity() takes what depends only on its arguments", () => {
  for (const text of PURE) deepEqual(complaints(purity, { path: "job/a.ts", text }), [], text);
});

Deno.test("purity() leaves every other place alone", () => {
  const text = IMPURE.map(([text]) => `{ ${text} }`).join("\n");
  for (const path of ["daemon/a.ts", "system/job/a.ts", "tests/job/a_test.ts", "limits.ts"]) {
    equal(complaints(purity, { path, text }).length, 0, path);
  }
});
