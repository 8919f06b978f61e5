import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { exactSize, parseSize } from "../../job/size.ts";

Deno.test("parseSize() reads bytes and units", () => {
  const table: [string, number][] = [
    ["0", 0],
    ["512", 512],
    ["1k", 1024],
    ["1.5K", 1536],
    ["10M", 10_485_760],
    ["2G", 2_147_483_648],
    ["0.125k", 128],
  ];
  for (const [text, bytes] of table) equal(parseSize(text), bytes, text);
});

for (const text of ["", "M", "1 M", "1T", "-1", "1MB", "1e3", "0.0001K", "1K\n", "999999999999G"]) {
  Deno.test(`parseSize() refuses ${JSON.stringify(text)}`, () => equal(parseSize(text), undefined));
}

Deno.test("exactSize() is short, and parseSize() reads it back", () => {
  deepEqual([0, 1, 1024, 1536, 1_048_576, 10_485_760, 2 ** 30].map(exactSize), [
    ...["0", "1", "1K", "1536", "1M", "10M", "1G"],
  ]);
  fc.assert(fc.property(fc.nat(), (bytes) => equal(parseSize(exactSize(bytes)), bytes)));
});
