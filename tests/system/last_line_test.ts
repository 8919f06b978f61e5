import { strictEqual as equal } from "node:assert/strict";
import { lastLineOf, readLastLine } from "../../system/last_line.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

Deno.test("lastLineOf() gives the last line that says something, without a stack trace", () => {
  const trace = 'error: Module not found "file:///x.ts".\n    at file:///main.ts:3:22\n\n';
  equal(lastLineOf(`warning\n${trace}`), 'error: Module not found "file:///x.ts".');
  const uncaught =
    "error: Uncaught Error: no\n  throw new Error();\n  ^\n    at file:///main.ts:3:22\n";
  equal(lastLineOf(uncaught), "error: Uncaught Error: no");
  equal(lastLineOf("chored_worker: one\nchored_worker: two\n"), "chored_worker: two");
  for (const none of ["", "\n\n", "  \n", "    at file:///main.ts:3:22\n"]) {
    equal(lastLineOf(none), undefined);
  }
});

Deno.test("lastLineOf() shows no control character, and no more than is read at a glance", () => {
  equal(lastLineOf("a\x1b[31mred\x07"), "a\\x1b[31mred\\x07");
  equal(lastLineOf("x".repeat(10_000))?.length, 200);
});

Deno.test("readLastLine() reads the end of a file of any length, and none where there is none", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/worker.err`;
  equal(readLastLine(path), undefined);
  Deno.writeTextFileSync(path, "");
  equal(readLastLine(path), undefined);
  Deno.writeTextFileSync(path, `${"line\n".repeat(100_000)}last`);
  equal(readLastLine(path), "last");
});

Deno.test("readLastLine() finds none in what is no file, and waits for nothing", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/worker.err`;
  equal(new Deno.Command("mkfifo", { args: [path] }).outputSync().code, 0);
  equal(readLastLine(path), undefined);
  equal(readLastLine(folder.path), undefined);
});
