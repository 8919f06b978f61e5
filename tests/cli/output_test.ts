import { deepStrictEqual as deepEqual, strictEqual as equal, throws } from "node:assert/strict";
import fc from "fast-check";
import { jsonText, OutputClosed, writeBytes } from "../../cli/output.ts";

Deno.test("jsonText() leaves no control character as it is, and can be read back", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const json = jsonText({ text }, 0);
    deepEqual(JSON.parse(json), { text });
    // deno-lint-ignore no-control-regex
    equal(/[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/.test(json), false);
  }));
});

Deno.test("writeBytes() writes all where the other end takes little", () => {
  const taken: number[] = [];
  const sink = {
    writeSync(bytes: Uint8Array) {
      taken.push(...bytes.subarray(0, 3));
      return Math.min(3, bytes.length);
    },
  };
  writeBytes(sink, new Uint8Array([1, 2, 3, 4, 5, 6, 7]));
  deepEqual(taken, [1, 2, 3, 4, 5, 6, 7]);
});

Deno.test("writeBytes() tells that the reader has left, and waits for a slow one", () => {
  const broken = {
    writeSync(): number {
      throw new Deno.errors.BrokenPipe();
    },
  };
  throws(() => writeBytes(broken, new Uint8Array(1)), OutputClosed);
  let tries = 0;
  const slow = {
    writeSync(bytes: Uint8Array): number {
      if (tries++ < 3) throw new Deno.errors.WouldBlock();
      return bytes.length;
    },
  };
  writeBytes(slow, new Uint8Array(1));
  equal(tries, 4);
});
