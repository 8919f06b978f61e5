import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import {
  baseOf,
  BASES_BYTES,
  type Chunk,
  CHUNK_BYTES_MOST,
  decodeBases,
  decodeChunks,
  encodeBases,
  encodeChunk,
  RECORD_BYTES,
} from "../../job/timeline.ts";
import { LIMITS } from "../../limits.ts";

const chunk: fc.Arbitrary<Chunk> = fc.record({
  at: fc.double({ min: 0, max: LIMITS.dateMs, noNaN: true }),
  stream: fc.constantFrom("stdout", "stderr"),
  bytes: fc.integer({ min: 0, max: CHUNK_BYTES_MOST }),
}, { noNullPrototype: true });

function encodeAll(chunks: readonly Chunk[]): Uint8Array {
  const bytes = new Uint8Array(chunks.length * RECORD_BYTES);
  const view = new DataView(bytes.buffer);
  chunks.forEach((each, index) => encodeChunk(each, view, { offset: index * RECORD_BYTES }));
  return bytes;
}

Deno.test("encodeChunk() and decodeChunks() lose nothing", () => {
  fc.assert(fc.property(fc.array(chunk), (chunks) => {
    deepEqual(decodeChunks(encodeAll(chunks)), chunks);
  }));
});

Deno.test("encodeChunk() lays a record out as the manual says", () => {
  const bytes = encodeAll([{ at: 1.5, stream: "stderr", bytes: 258 }]);
  deepEqual([...bytes], [0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 0x80, 0, 1, 2]);
});

Deno.test("encodeChunk() keeps the stream apart from the longest chunk", () => {
  for (const stream of ["stdout", "stderr"] as const) {
    const longest = { at: 0, stream, bytes: CHUNK_BYTES_MOST };
    deepEqual(decodeChunks(encodeAll([longest])), [longest]);
  }
});

Deno.test("decodeChunks() leaves a record that is cut short, wherever", () => {
  const chunks: Chunk[] = [{ at: 1, stream: "stdout", bytes: 5 }, {
    at: 2,
    stream: "stderr",
    bytes: 6,
  }];
  const bytes = encodeAll(chunks);
  for (let length = 0; length <= bytes.length; length++) {
    const whole = Math.floor(length / RECORD_BYTES);
    deepEqual(decodeChunks(bytes.subarray(0, length)), chunks.slice(0, whole));
  }
});

Deno.test("decodeChunks() reads a part of a larger buffer", () => {
  const bytes = new Uint8Array(3 + RECORD_BYTES + 1);
  bytes.set(encodeAll([{ at: 7, stream: "stdout", bytes: 9 }]), 3);
  equal(decodeChunks(bytes.subarray(3))[0]?.bytes, 9);
});

const offsets = fc.record({
  stdout: fc.integer({ min: 0, max: 2 ** 52 }),
  stderr: fc.integer({ min: 0, max: 2 ** 52 }),
}, { noNullPrototype: true });

Deno.test("encodeBases() and decodeBases() lose nothing, whatever follows", () => {
  fc.assert(fc.property(offsets, fc.array(chunk), (bases, chunks) => {
    const bytes = new Uint8Array([...encodeBases(bases), ...encodeAll(chunks)]);
    deepEqual(decodeBases(bytes), bases);
    const records = decodeChunks(bytes);
    deepEqual(records.slice(0, 2).map((each) => baseOf(each)), [
      { stream: "stdout", offset: bases.stdout },
      { stream: "stderr", offset: bases.stderr },
    ]);
    deepEqual(records.slice(2), chunks);
    deepEqual(records.slice(2).filter((each) => baseOf(each) !== undefined), []);
  }));
});

Deno.test("decodeBases() knows that a first segment has none, nor one that is cut short", () => {
  const chunks = encodeAll([{ at: 0, stream: "stdout", bytes: 1 }, {
    at: 1,
    stream: "stderr",
    bytes: 1,
  }]);
  equal(decodeBases(chunks), undefined);
  equal(decodeBases(new Uint8Array()), undefined);
  equal(decodeBases(encodeBases({ stdout: 1, stderr: 2 }).subarray(0, BASES_BYTES - 1)), undefined);
});

Deno.test("encodeBases() lays a base record out as the manual says", () => {
  const [record] = [encodeBases({ stdout: 0.5, stderr: 0 })];
  deepEqual([...record.subarray(0, 12)], [0xbf, 0xf8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
});

for (const at of [NaN, Infinity, 1e300, LIMITS.dateMs + 1, -Infinity, -1e300, -0.5, -(2 ** 53)]) {
  Deno.test(`decodeChunks() takes ${at} for no time and no place, and keeps the bytes`, () => {
    const bytes = encodeAll([{ at, stream: "stderr", bytes: 5 }]);
    deepEqual(decodeChunks(bytes), [{ at: 0, stream: "stderr", bytes: 5 }]);
    equal(decodeBases(bytes), undefined);
  });
}

Deno.test("decodeChunks() takes the last time and the last place", () => {
  const chunks: Chunk[] = [
    { at: LIMITS.dateMs, stream: "stdout", bytes: 1 },
    { at: -(LIMITS.outputOffsetBytes + 1), stream: "stdout", bytes: 0 },
  ];
  deepEqual(decodeChunks(encodeAll(chunks)), chunks);
});
