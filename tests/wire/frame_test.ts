import { deepStrictEqual as deepEqual, ok, strictEqual as equal, throws } from "node:assert/strict";
import fc from "fast-check";
import { LIMITS } from "../../limits.ts";
import { BadFrame, encodeFrame, FrameReader } from "../../wire/frame.ts";

const headBytes = 4;

/** A frame of `body`, or one that claims to be of another length. */
function frameOf(body: ArrayLike<number>, claim = body.length): Uint8Array {
  const frame = new Uint8Array(headBytes + body.length);
  new DataView(frame.buffer).setUint32(0, claim);
  frame.set(body, headBytes);
  return frame;
}

function read(...chunks: readonly Uint8Array[]): object[] {
  const reader = new FrameReader();
  return chunks.flatMap((chunk) => reader.push(chunk));
}

const text = fc.string({ unit: "grapheme" });

/** What messages are made of. */
const { message } = fc.letrec<{ value: unknown; message: Record<string, unknown> }>((tie) => ({
  message: fc.dictionary(fc.oneof(text, fc.constantFrom("__proto__", "constructor")), tie("value")),
  value: fc.oneof(
    { depthSize: "small" },
    fc.oneof(text, fc.constantFrom("\ufeffbom", "\ufeff", "\0", "\u{1f600}")),
    fc.oneof(fc.maxSafeInteger(), fc.constantFrom(0, 23, 24, 255, 256, 65535, 65536, 2 ** 32)),
    fc.double({ noNaN: true }).map((number) => number + 0),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array(),
    fc.array(tie("value")),
    tie("message"),
  ),
}));

Deno.test("encodeFrame() and FrameReader lose nothing of a message", () => {
  fc.assert(
    fc.property(message, (given) => {
      deepEqual(read(encodeFrame(given)), [fieldsOf(given)]);
    }),
    { numRuns: 150 },
  );
});

/** As they come out: objects that have what objects have. */
function fieldsOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fieldsOf);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, fieldsOf(field)]));
}

Deno.test("FrameReader gives the same messages, however the bytes are cut", () => {
  const messages = fc.array(message, { minLength: 1, maxLength: 5 });
  fc.assert(fc.property(messages, fc.array(fc.integer({ min: 1, max: 40 })), (given, lengths) => {
    const bytes = joined(given.map(encodeFrame));
    const reader = new FrameReader();
    const found: object[] = [];
    let offset = 0;
    for (const length of [...lengths, bytes.length]) {
      found.push(...reader.push(bytes.slice(offset, offset + length)));
      offset += length;
    }
    deepEqual(found, given.map(fieldsOf));
    equal(reader.pendingBytes, 0);
  }));
});

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

Deno.test("FrameReader keeps no hold of the bytes that it was given", () => {
  const frame = encodeFrame({ a: new Uint8Array([1, 2, 3]), b: "text" });
  const reader = new FrameReader();
  const half = frame.slice(0, 7);
  deepEqual(reader.push(half), []);
  half.fill(0xff);
  const rest = frame.slice(7);
  const found = reader.push(rest);
  rest.fill(0xff);
  reader.push(frame);
  deepEqual(found, [{ a: new Uint8Array([1, 2, 3]), b: "text" }]);
});

Deno.test("encodeFrame() leaves out fields that are undefined", () => {
  deepEqual(read(encodeFrame({ a: undefined, b: { c: undefined } })), [{ b: {} }]);
});

/** A message whose frame has `bytes` without its head. */
function messageOf(bytes: number): object {
  return { a: "x".repeat(bytes - 8) };
}

Deno.test("encodeFrame() takes the longest frame, and not one byte more", () => {
  equal(encodeFrame(messageOf(LIMITS.frameBytes)).length, headBytes + LIMITS.frameBytes);
  throws(() => encodeFrame(messageOf(LIMITS.frameBytes + 1)), {
    name: "LongFrame",
    message: "Cannot send a frame: 2097153 bytes, at most 2097152",
  });
});

Deno.test("FrameReader takes the longest frame, and not one byte more", () => {
  const longest = messageOf(LIMITS.frameBytes);
  deepEqual(read(encodeFrame(longest)), [longest]);
  throws(() => read(frameOf([], LIMITS.frameBytes + 1)), {
    name: "BadFrame",
    message: "a frame of 2097153 bytes, at most 2097152",
  });
});

Deno.test("FrameReader makes no room for a length before the bytes are there", () => {
  const reader = new FrameReader();
  throws(() => reader.push(frameOf([], 0xffff_ffff)), BadFrame);
  equal(reader.pendingBytes, headBytes);
});

Deno.test("FrameReader counts what was cut short", () => {
  const frame = encodeFrame({ kind: "hello" });
  for (let length = 0; length < frame.length; length++) {
    const reader = new FrameReader();
    deepEqual(reader.push(frame.subarray(0, length)), []);
    equal(reader.pendingBytes, length);
  }
});

Deno.test("FrameReader goes on after a frame as long as any", () => {
  const reader = new FrameReader();
  equal(reader.push(encodeFrame(messageOf(LIMITS.frameBytes))).length, 1);
  deepEqual(reader.push(encodeFrame({ a: 1 })), [{ a: 1 }]);
});

const utf8 = (text: string) => [...new TextEncoder().encode(text)];
const name = (text: string) => [0x60 + text.length, ...utf8(text)];

/** What a bad peer may put into a frame. */
const BAD: Readonly<Record<string, ArrayLike<number>>> = {
  "nothing": [],
  "an array": [0x80],
  "an array of maps": [0x81, 0xa0],
  "a number": [0x07],
  "a text": name("hello"),
  "bytes": [0x41, 0x00],
  "null": [0xf6],
  "undefined": [0xf7],
  "true": [0xf5],
  "a date": [0xc1, 0x01],
  "a tagged map": [0xc1, 0xa0],
  "a value with a tag": [0xa1, ...name("a"), 0xc1, 0x01],
  "a number of 64 bits": [0xa1, ...name("a"), 0x1b, 0x10, 0, 0, 0, 0, 0, 0, 0],
  "a map with numbers for names": [0xa1, 0x01, 0x01],
  "a map within, with numbers for names": [0xa1, ...name("a"), 0xa1, 0x01, 0x01],
  "a map with an array for a name": [0xa1, 0x80, 0x01],
  "a map of half a pair": [0xa1, ...name("a")],
  "a map and more": [0xa0, 0xa0],
  "a map that claims 2 ** 32 - 1 pairs": [0xba, 0xff, 0xff, 0xff, 0xff],
  "an array that claims 2 ** 53 items": [0xa1, ...name("a"), 0x9b, 0, 0x20, 0, 0, 0, 0, 0, 0],
  "a text that claims 2 ** 53 bytes": [0xa1, ...name("a"), 0x7b, 0, 0x20, 0, 0, 0, 0, 0, 0],
  "a text that ends early": [0xa1, 0x78, 0xff, 0x61],
  "reserved bytes": [0x1c],
  "a break": [0xff],
  "text": utf8("GET / HTTP/1.1\r\n"),
  "an endless array": new Uint8Array(LIMITS.frameBytes).fill(0x9f),
  "arrays, one in the other": new Uint8Array(LIMITS.frameBytes).fill(0x81),
  "tags, one in the other": new Uint8Array(LIMITS.frameBytes).fill(0xc1),
  "maps, one in the other": nested(LIMITS.frameBytes / 3 | 0),
};

/** A map in a map in a map. */
function nested(depth: number): Uint8Array {
  const bytes = new Uint8Array(3 * depth);
  for (let i = 0; i < bytes.length; i += 3) bytes.set([0xa1, ...name("a")], i);
  return bytes;
}

for (const [what, body] of Object.entries(BAD)) {
  Deno.test(`FrameReader calls ${what} a bad frame`, () => {
    throws(() => read(frameOf(body)), (error) => error instanceof BadFrame);
  });
}

Deno.test("FrameReader takes any depth for a message or for a bad frame, and no other error", () => {
  for (let depth = 1; depth < 20_000; depth = depth * 3 + 1) {
    const body = [...nested(depth), 0x00];
    try {
      equal(read(frameOf(body)).length, 1);
    } catch (error) {
      ok(error instanceof BadFrame, `depth ${depth}: ${error}`);
    }
  }
});

Deno.test("FrameReader takes as many levels as there may be, and refuses one more", () => {
  const most = LIMITS.frameLevels;
  equal(read(frameOf([...nested(most), 0x00])).length, 1);
  throws(() => read(frameOf([...nested(most + 1), 0x00])), BadFrame);
  for (let depth = most + 1; depth < 12_000; depth += 500) {
    throws(() => read(frameOf([...nested(depth), 0x00])), BadFrame, `depth ${depth}`);
  }
});

Deno.test("FrameReader is done at once with numbers too large to count with", () => {
  const bytes = 2_000_000;
  const body = new Uint8Array(8 + bytes).fill(0xff);
  body.set([0xa1, ...name("a"), 0xc2, 0x5a], 0);
  new DataView(body.buffer).setUint32(5, body.length - 9);
  const start = Date.now();
  try {
    read(frameOf(body));
  } catch (error) {
    ok(error instanceof BadFrame);
  }
  ok(Date.now() - start < 1000);
});

Deno.test("FrameReader gives bytes or a bad frame for whatever it reads, and no other error", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
      try {
        for (const found of read(frameOf(body))) equal(typeof found, "object");
      } catch (error) {
        ok(error instanceof BadFrame, String(error));
      }
    }),
    { numRuns: 2000 },
  );
});

for (const field of ["__proto__", "constructor", "prototype", "toString"]) {
  Deno.test(`FrameReader takes ${field} for a field like any other`, () => {
    const body = [0xa1, ...name(field), 0xa1, ...name("polluted"), 0xf5];
    const [found] = read(frameOf(body));
    deepEqual(Object.keys(found ?? {}), [field]);
    equal(Object.getPrototypeOf(found), Object.prototype);
    equal("polluted" in {}, false);
    equal("polluted" in (found ?? {}), false);
  });
}
