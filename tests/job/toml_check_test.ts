import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import * as v from "valibot";
import { isTable, readTable, TomlCheck } from "../../job/toml_check.ts";
import { LIMITS } from "../../limits.ts";

const reading = { file: "f", suggest: (wrong: string) => wrong === "keep_" ? "keep" : undefined };

function checkOf(text: string): { check: TomlCheck; root: Readonly<Record<string, unknown>> } {
  const read = readTable(text, reading, { depth: 4 });
  if (read.kind === "wrong") throw new Error(read.complaints.join("\n"));
  return { check: new TomlCheck(reading, read.lineOf), root: read.root };
}

Deno.test("readTable() gives what keeps a text from being read, with line and column", () => {
  deepEqual(readTable("a = 1\nb = ", reading, { depth: 4 }).kind, "wrong");
  equal(readTable("a = [[[[[[1]]]]]]", reading, { depth: 2 }).kind, "wrong");
});

Deno.test("TomlCheck tells complaints in the order of the lines, each once", () => {
  const { check, root } = checkOf("keep_ = 1\nother = 2\nkeep = []");
  deepEqual([check.wrong], [undefined]);
  for (let round = 0; round < 2; round++) {
    deepEqual(check.fields({ keep: v.number("a number is wanted") }, root, { path: [] }), {});
  }
  deepEqual(check.wrong?.complaints, [
    'f:1: keep_: there is no such key: did you mean "keep"?',
    "f:2: other: there is no such key",
    "f:3: keep: a number is wanted",
  ]);
});

Deno.test("TomlCheck takes no value from a prototype, and bounds what it tells", () => {
  const { check, root } = checkOf("");
  deepEqual(check.fields({ toString: v.number() }, root, { path: [] }), {});
  deepEqual([check.wrong], [undefined]);
  for (let line = 0; line <= LIMITS.configComplaints; line++) check.complain([`k${line}`], "no");
  equal(check.wrong?.complaints.at(-1), "f: and 1 more");
});

Deno.test("isTable() takes neither a list nor a date for a table", () => {
  const { root } = checkOf("list = []\ndate = 1979-05-27\ntable = {}");
  deepEqual(Object.values(root).map(isTable), [false, false, true]);
});
