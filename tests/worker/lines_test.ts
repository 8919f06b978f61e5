import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { LIMITS } from "../../limits.ts";
import { Lines } from "../../worker/lines.ts";

const encoder = new TextEncoder();

/** All lines of `bytes`, cut, by a plain reading of what a line is. */
function plainLines(bytes: Uint8Array, most: number): string[] {
  const text = [...bytes].map((byte) => String.fromCharCode(byte)).join("");
  const lines = text.split(/\r\n|\r|\n/);
  const last = lines.pop() ?? "";
  return [...lines, ...last === "" ? [] : [last]].map((line) => line.slice(0, most));
}

/** The lines that come of `chunks`, through one buffer, as copying has it. */
function linesOf(chunks: readonly Uint8Array[], most: number): string[] {
  const lines = new Lines(most);
  const buffer = new Uint8Array(Math.max(1, ...chunks.map(({ length }) => length)));
  const found: string[] = [];
  const read = (block: Uint8Array | undefined) => {
    if (block === undefined) return;
    equal(block.at(-1), 10);
    found.push(...plainLines(block, Infinity));
  };
  for (const chunk of chunks) {
    buffer.fill(0).set(chunk);
    read(lines.push(buffer.subarray(0, chunk.length)));
  }
  read(lines.end());
  equal(lines.end(), undefined);
  return found;
}

const byte = fc.oneof(
  fc.constantFrom(10, 10, 13, 13, 97, 98, 0, 0xff, 0xc3),
  fc.integer({ min: 0, max: 255 }),
);

Deno.test("push() and end() give the lines of a stream, however it is cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(byte, { maxLength: 40 }), { maxLength: 12 }),
      fc.integer({ min: 1, max: 9 }),
      (parts, most) => {
        const chunks = parts.map((part) => Uint8Array.from(part));
        const all = Uint8Array.from(parts.flat());
        deepEqual(linesOf(chunks, most), plainLines(all, most));
      },
    ),
    { numRuns: 1000 },
  );
});

Deno.test("push() cuts a line at its bound, and not one byte before", () => {
  const most = LIMITS.lineBytes;
  for (const length of [most - 1, most, most + 1, 3 * most, 1 << 20]) {
    const text = `a\n${"x".repeat(length)}\nb\n`;
    const wanted = ["a", "x".repeat(Math.min(length, most)), "b"];
    deepEqual(linesOf([encoder.encode(text)], most), wanted);
    const bytes = encoder.encode(text);
    const chunks = Array.from(
      { length: Math.ceil(bytes.length / 1000) },
      (_, i) => bytes.subarray(1000 * i, 1000 * (i + 1)),
    );
    deepEqual(linesOf(chunks, most), wanted);
  }
});

Deno.test("push() takes a progress bar for lines, and a return with a newline for one end", () => {
  const chunks = ["10 %\r", "20 %\r30", " %\r", "\ndone\r\n", "\r\nend"].map((text) =>
    encoder.encode(text)
  );
  deepEqual(linesOf(chunks, 255), ["10 %", "20 %", "30 %", "done", "", "end"]);
});
