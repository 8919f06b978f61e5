import { deepStrictEqual as deepEqual } from "node:assert/strict";
import { fileName } from "../../../tools/lint/file_name.ts";
import { complaints } from "./complaints.ts";

const GOOD = [
  "mod.ts",
  "job/exit_code.ts",
  "daemon/requests/run.ts",
  "system/confine_linux.ts",
  "tests/tools/lint_plugin_test.ts",
  "tests/fixtures/exit_7.js",
  "wire/types.d.ts",
  "job/utility.ts",
  "job/index_of.ts",
];

const MISSPELT: [path: string, name: string][] = [
  ["job/exitCode.ts", "exitCode.ts"],
  ["job/exit-code.ts", "exit-code.ts"],
  ["job/ExitCode.ts", "ExitCode.ts"],
  ["job/exit__code.ts", "exit__code.ts"],
  ["job/_exit.ts", "_exit.ts"],
  ["job/exit.test.ts", "exit.test.ts"],
  ["daemon/Requests/run.ts", "Requests"],
];

const HEAPS: [path: string, name: string][] = [
  ["job/utils.ts", "utils.ts"],
  ["job/util.ts", "util.ts"],
  ["job/helpers.ts", "helpers.ts"],
  ["job/common.ts", "common.ts"],
  ["job/string_utils.ts", "string_utils.ts"],
  ["tests/helpers/a.ts", "helpers"],
  ["system/common/a.ts", "common"],
];

Deno.test("fileName() takes snake_case names of a subject", () => {
  for (const path of GOOD) deepEqual(complaintsOf(path), [], path);
});

Deno.test("fileName() refuses names that are not snake_case", () => {
  for (const [path, name] of MISSPELT) {
    deepEqual(complaintsOf(path), [`Name "${name}" is not snake_case`]);
  }
});

Deno.test("fileName() refuses files and folders that are heaps", () => {
  for (const [path, name] of HEAPS) {
    deepEqual(complaintsOf(path), [`Name "${name}" says nothing of its subject`]);
  }
});

Deno.test("fileName() refuses index files", () => {
  for (const name of ["index.ts", "index.js", "index.d.ts"]) {
    deepEqual(complaintsOf(`job/${name}`), [`File "${name}" hides where things are`]);
  }
});

function complaintsOf(path: string): string[] {
  return complaints(fileName, { path, text: "export {};" });
}
