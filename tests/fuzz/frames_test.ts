// Fuzzing of the wire: frames, the CBOR in them, and the channel that reads them.

import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { LIMITS } from "../../limits.ts";
import { Channel } from "../../wire/channel.ts";
import { describeMessage } from "../../wire/describe_message.ts";
import { BadFrame, encodeFrame, FrameReader, LongFrame } from "../../wire/frame.ts";
import { Hearer } from "../support/channel_owner.ts";
import { MemoryDuplex } from "../support/memory_duplex.ts";
import { VERBS } from "../wire/request_rows.ts";
import { joined, mutatedBytes } from "./bytes.ts";
import { fact, fuzz } from "./fuzz.ts";
import { mutatedValue } from "./values.ts";

/** Without the longest of all. */
const MESSAGES = Object.entries(VERBS).map(([verb, row]) => ({
  ...{ kind: "request", id: 7, verb },
  body: verb === "batch" || verb === "spool" ? row.least : row.most,
}));
const FRAMES = MESSAGES.map(encodeFrame);
const SEEDS = [
  ...FRAMES.filter(({ length }) => length < 20_000),
  joined(...FRAMES.filter(({ length }) => length < 500)),
  new Uint8Array(4),
  encodeFrame({}),
];

const bodies = SEEDS.map((frame) => frame.subarray(4));
/** A map whose first field is whatever comes: arrays, maps and tags in each other, or noise. */
const field = fc.tuple(
  fc.constantFrom([0x81], [0xa1, 0x61, 0x61], [0xc1]),
  // some of these end the stack of what looks at a message, and not that of what decodes it
  fc.oneof(fc.constantFrom(0, 1, 30, 40, 200_000), fc.integer({ min: 500, max: 7000 })),
  fc.oneof(fc.constant(Uint8Array.of(0)), fc.uint8Array({ minLength: 1, maxLength: 12 })),
).map(([head, times, end]) =>
  joined(Uint8Array.of(0xa1, 0x61, 0x61), Uint8Array.from(Array(times).fill(head).flat()), end)
);
const sent = fc.oneof(
  mutatedBytes(SEEDS),
  { weight: 2, arbitrary: mutatedBytes(bodies).map(asFrame) },
  { weight: 2, arbitrary: field.map(asFrame) },
);

/** With its true length. */
function asFrame(body: Uint8Array): Uint8Array {
  const head = new Uint8Array(4);
  new DataView(head.buffer).setUint32(0, body.length);
  return joined(head, body);
}

/** A stream, in the pieces in which it comes. */
const stream = fc.tuple(sent, fc.array(fc.integer({ min: 1, max: 9000 })))
  .map(([bytes, lengths]) => {
    const chunks: Uint8Array[] = [];
    let offset = 0;
    for (const length of lengths) {
      chunks.push(bytes.subarray(offset, offset + length));
      offset += length;
    }
    return [...chunks, bytes.subarray(offset)];
  });

/** A message as a program of ours would send it, with odd values in it. */
const message = mutatedValue([
  ...MESSAGES.filter((_, i) => (FRAMES[i]?.length ?? 0) < 5000),
  { kind: "reply", id: 1, value: [{ a: 1.5, b: [null, true, ""], c: new Uint8Array(2) }] },
]).filter((value): value is object => value !== null && isMap(value) && isPlain(value));

function isMap(value: unknown): boolean {
  return typeof value === "object" && !Array.isArray(value) && !(value instanceof Uint8Array);
}

/** What JSON and our own types hold, and no more: whoever sends has no other. */
function isPlain(value: unknown, depth = 0): boolean {
  if (depth > LIMITS.frameLevels) return false;
  const isPlainToo = (item: unknown) => isPlain(item, depth + 1);
  switch (typeof value) {
    case "object":
      if (value === null || value instanceof Uint8Array) return true;
      if (Array.isArray(value)) return Array.from(value).every(isPlainToo);
      return [Object.prototype, null].includes(Object.getPrototypeOf(value)) &&
        Object.values(value).every(isPlainToo);
    case "string":
      return value.isWellFormed();
    case "number":
      return !Object.is(value, -0);
    default:
      return typeof value === "boolean";
  }
}

fuzz("frames", {
  "FrameReader gives messages or refuses as a bad frame, and keeps no more than one frame": fact(
    stream,
    (chunks) => {
      const reader = new FrameReader();
      for (const chunk of chunks) {
        if (read(reader, chunk) === "bad") return;
        ok(reader.pendingBytes <= LIMITS.frameBytes + 4, `${reader.pendingBytes} bytes wait`);
      }
    },
    { runs: 300 },
  ),

  "FrameReader asks for no memory that its bytes do not need": fact(stream, (chunks) => {
    const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
    const largest = largestArray(() => {
      const reader = new FrameReader();
      for (const chunk of chunks) if (read(reader, chunk) === "bad") return;
    });
    ok(largest <= 2 * bytes + 8 * 1024, `${largest} bytes at once for a stream of ${bytes}`);
  }, { runs: 150 }),

  "describeMessage() has a line for each message that a frame can bring": fact(stream, (chunks) => {
    const reader = new FrameReader();
    for (const chunk of chunks) {
      const messages = read(reader, chunk);
      if (messages === "bad") return;
      for (const each of messages) ok(/^[\w :.-]*: .{1,40}$/.test(describeMessage(each)));
    }
  }, { runs: 150 }),

  "Channel ends once, with a reason, whatever comes, and tells its owner of messages alone": fact(
    stream,
    async (chunks) => {
      const duplex = new MemoryDuplex();
      const hearer = new Hearer();
      const channel = new Channel(duplex, hearer);
      for (const chunk of chunks) if (chunk.length > 0) duplex.give(chunk);
      duplex.end();
      const reason = await hearer.end;
      ok(/^(end of stream|a frame was cut short|bad frame: .+)$/s.test(reason), reason);
      equal(channel.send({ kind: "late" }), false);
      channel.end("once more");
      equal(hearer.reasons.length, 1);
      for (const each of hearer.messages) equal(Object.getPrototypeOf(each), Object.prototype);
    },
    { runs: 150 },
  ),

  "encodeFrame() and FrameReader lose nothing of a message, or it is too long": fact(
    message,
    (given) => {
      const frame = encoded(given);
      if (frame === undefined) return;
      const [read, ...more] = new FrameReader().push(frame);
      deepEqual(read, asSent(given));
      equal(more.length, 0);
    },
    { runs: 300 },
  ),
});

function read(reader: FrameReader, chunk: Uint8Array): object[] | "bad" {
  try {
    return reader.push(chunk);
  } catch (error) {
    if (error instanceof BadFrame) return "bad";
    throw error;
  }
}

function encoded(message: object): Uint8Array | undefined {
  try {
    return encodeFrame(message);
  } catch (error) {
    if (error instanceof LongFrame) return undefined;
    throw error;
  }
}

/** With prototypes of objects, as they come out. */
function asSent(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asSent);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, asSent(field)]));
}

/** The bytes of the largest array that `act` makes. */
function largestArray(act: () => void): number {
  const Real = globalThis.Uint8Array;
  let largest = 0;
  globalThis.Uint8Array = new Proxy(Real, {
    construct(target, words, newTarget) {
      if (typeof words[0] === "number") largest = Math.max(largest, words[0]);
      return Reflect.construct(target, words, newTarget);
    },
  });
  try {
    act();
  } finally {
    globalThis.Uint8Array = Real;
  }
  return largest;
}
