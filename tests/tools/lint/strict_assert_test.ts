import { deepStrictEqual as deepEqual } from "node:assert/strict";
import { strictAssert } from "../../../tools/lint/strict_assert.ts";
import { complaints } from "./complaints.ts";

const complaint = (name: string) => `"${name}" compares loosely when it is imported by that name`;

Deno.test("strictAssert() refuses what compares loosely, however it is called then", () => {
  for (const module of ["node:assert", "node:assert/strict"]) {
    deepEqual(complaintsOf(`import { deepEqual, equal, ok } from "${module}";`), [
      complaint("deepEqual"),
      complaint("equal"),
    ]);
    deepEqual(
      complaintsOf(`import { notDeepEqual as differ, "notEqual" as differs } from "${module}";`),
      [complaint("notDeepEqual"), complaint("notEqual")],
    );
  }
});

Deno.test("strictAssert() takes the strict names, the module as a whole, and other modules", () => {
  const texts = [
    'import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";',
    'import { notDeepStrictEqual, notStrictEqual, ok, match } from "node:assert/strict";',
    'import assert from "node:assert/strict"; assert.equal(1, 1);',
    'import * as assert from "node:assert/strict";',
    'import { equal } from "./equal.ts";',
  ];
  for (const text of texts) deepEqual(complaintsOf(text), [], text);
});

function complaintsOf(text: string): string[] {
  return complaints(strictAssert, { path: "tests/a_test.ts", text });
}
