import { deepStrictEqual as deepEqual } from "node:assert/strict";
import { fileLength } from "../../../tools/lint/file_length.ts";
import { complaints } from "./complaints.ts";

const LIMITS = [
  { path: "job/a.ts", limit: 250 },
  { path: "tools/a.ts", limit: 250 },
  { path: "limits.ts", limit: 600 },
  { path: "tests/job/a_test.ts", limit: 400 },
  { path: "bench/a.ts", limit: 400 },
];

Deno.test("fileLength() takes a file of the limit and refuses one line more", () => {
  for (const { path, limit } of LIMITS) {
    const text = "f();\n".repeat(limit);
    deepEqual(complaints(fileLength, { path, text }), [], path);
    deepEqual(complaints(fileLength, { path, text: `${text}f();\n` }), [
      `File is too long: it has ${limit + 1} lines, the limit is ${limit}`,
    ]);
  }
});

Deno.test("fileLength() counts empty lines, comments and a last line without its end", () => {
  const text = "\n// a\n".repeat(125);
  deepEqual(complaints(fileLength, { path: "job/a.ts", text }).length, 0);
  deepEqual(complaints(fileLength, { path: "job/a.ts", text: `${text}// a` }).length, 1);
});
