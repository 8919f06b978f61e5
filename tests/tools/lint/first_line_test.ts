import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { firstLine } from "../../../tools/lint/first_line.ts";
import { complaints } from "./complaints.ts";

const GOOD = [
  "// Reads frames from a channel.",
  "// Reads frames from a channel, one after the other,\n// and checks each.",
  "/* Reads frames from a channel. */",
  "/** Reads frames from a channel. */",
  "/**\n * Reads frames from a channel.\n */",
];

const BAD = [
  "",
  "\n// Reads frames from a channel.",
  `import "./a.ts";\n// Reads frames from a channel.`,
  "const a = 1; // Reads frames from a channel.",
  "/**\n * frames\n */",
  "/**\n *\n * Reads frames from a channel.\n */",
  "/*\n * Reads frames from a channel.\n */",
  "// frames",
  "// -----------------------------",
  "//Reads frames from a channel.",
  "// deno-lint-ignore-file no-console, no-eval",
  `/// <reference types="./reads frames.d.ts" />`,
];

Deno.test("firstLine() takes a file that opens with a sentence", () => {
  for (const text of GOOD) equal(complaintsOf("wire/frame.ts", `${text}\nf();`).length, 0, text);
});

Deno.test("firstLine() refuses a file that opens with anything else", () => {
  for (const text of BAD) {
    deepEqual(complaintsOf("wire/frame.ts", `${text}\nf();`), [
      "First line does not say what the file is for",
    ], text);
  }
});

Deno.test("firstLine() leaves tests alone, but not what they stand on", () => {
  equal(complaintsOf("tests/wire/frame_test.ts", "f();").length, 0);
  equal(complaintsOf("tests/support/session.ts", "f();").length, 1);
  equal(complaintsOf("bench/startup.ts", "f();").length, 1);
});

function complaintsOf(path: string, text: string): string[] {
  return complaints(firstLine, { path, text });
}
