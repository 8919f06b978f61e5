// Bytes that are nearly right: what is valid, with bits turned, parts cut, repeated, joined, and numbers made huge; and noise.

import fc from "fast-check";

type Change = (bytes: Uint8Array) => Uint8Array;

/** One in ten is noise; what is left as it is comes up by itself. */
export function mutatedBytes(seeds: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const change = changeOf(seeds);
  const mutated = fc.tuple(fc.constantFrom(...seeds), fc.array(change, { maxLength: 5 }))
    .map(([seed, changes]) => changes.reduce((bytes, each) => each(bytes), seed));
  return fc.oneof(
    { weight: 9, arbitrary: mutated },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  );
}

/** No input grows beyond this. */
const mostBytes = 4 * 1024 * 1024;

function changeOf(seeds: readonly Uint8Array[]): fc.Arbitrary<Change> {
  const at = fc.nat();
  const length = fc.oneof(fc.nat(8), fc.nat(300));
  return fc.oneof(
    fc.tuple(at, fc.nat(7)).map(([at, bit]) => setAt(at, (byte) => byte ^ (1 << bit))),
    fc.tuple(at, fc.constantFrom(...oddBytes)).map(([at, odd]) => setAt(at, () => odd)),
    at.map((at): Change => (bytes) => bytes.slice(0, place(bytes, at))),
    at.map((at): Change => (bytes) => bytes.slice(place(bytes, at))),
    fc.tuple(at, length).map(([at, length]) => splice({ at, length }, new Uint8Array())),
    fc.tuple(at, fc.uint8Array({ maxLength: 20 })).map(([at, more]) =>
      splice({ at, length: 0 }, more)
    ),
    fc.tuple(at, fc.constantFrom(...oddNumbers)).map(([at, odd]) =>
      splice({ at, length: odd.length }, odd)
    ),
    fc.tuple(at, length, fc.nat(200)).map(([at, length, times]) => repeat({ at, length }, times)),
    fc.tuple(at, fc.constantFrom(...deepHeads), fc.constantFrom(10, 500, 20_000, 1_000_000))
      .map(([at, head, times]) => splice({ at, length: 0 }, new Uint8Array(times).fill(head))),
    fc.tuple(at, at, fc.constantFrom(...seeds)).map(([at, from, other]): Change => (bytes) =>
      joined(bytes.subarray(0, place(bytes, at)), other.subarray(place(other, from)))
    ),
  );
}

const oddBytes = [0, 1, 0x0a, 0x18, 0x1b, 0x20, 0x40, 0x5f, 0x7f, 0x80, 0x9f, 0xbf, 0xc0, 0xf7]
  .concat(0xf9, 0xfb, 0xfe, 0xff);
/** CBOR's arrays, maps and tags of one, and of no length. */
const deepHeads = [0x81, 0xa1, 0xc1, 0x9f, 0xbf, 0x5b, 0x7b];

/** Lengths, times and offsets that nothing has. */
const oddNumbers: readonly Uint8Array[] = [
  ...[0, 1, 0xff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 2 * 1024 * 1024].map(uint32),
  ...[NaN, Infinity, -Infinity, -0, -1, 1e300, -1e300, 2 ** 53, 2 ** 60, 8.64e15 + 1].map(float64),
];

function uint32(number: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
}

function float64(number: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, number);
  return bytes;
}

function place(bytes: Uint8Array, at: number): number {
  return at % (bytes.length + 1);
}

function setAt(at: number, change: (byte: number) => number): Change {
  return (bytes) => {
    if (bytes.length === 0) return bytes;
    const index = at % bytes.length;
    return bytes.with(index, change(bytes[index] ?? 0) & 0xff);
  };
}

interface Part {
  readonly at: number;
  readonly length: number;
}

function splice({ at, length }: Part, more: Uint8Array): Change {
  return (bytes) => {
    const from = place(bytes, at);
    return joined(bytes.subarray(0, from), more, bytes.subarray(from + length));
  };
}

function repeat({ at, length }: Part, times: number): Change {
  return (bytes) => {
    const from = place(bytes, at);
    const part = bytes.subarray(from, from + length);
    return joined(bytes.subarray(0, from), ...Array(times).fill(part), bytes.subarray(from));
  };
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, each) => sum + each.length, 0);
  if (length > mostBytes) return parts[0] ?? new Uint8Array();
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
