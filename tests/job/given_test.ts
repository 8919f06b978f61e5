import { deepStrictEqual as deepEqual } from "node:assert/strict";
import { given } from "../../job/given.ts";

Deno.test("given() leaves out what is undefined, and nothing else", () => {
  deepEqual(given({ a: undefined, b: null, c: 0, d: "", e: false }), {
    ...{ b: null, c: 0, d: "", e: false },
  });
});
