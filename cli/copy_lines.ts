/** Copies lines with something before each: four bytes at a time, as a call for each line costs more than its bytes. */

const newline = 10;
const wordBytes = 4;

/** What stands before each line. */
export class LineHead {
  readonly bytes: Uint8Array;
  readonly #words: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    const whole = new Uint8Array(Math.ceil(bytes.length / wordBytes) * wordBytes);
    whole.set(bytes);
    this.#words = new DataView(whole.buffer);
  }

  /** The room that it needs: it is written in whole words, whose rest the line overwrites. */
  get room(): number {
    return this.#words.byteLength;
  }

  writeTo(target: DataView, to: number): void {
    for (let at = 0; at < this.#words.byteLength; at += wordBytes) {
      target.setInt32(to + at, this.#words.getInt32(at, true), true);
    }
  }
}

/** How far both sides are, up to the end of a line. */
export interface Copied {
  readonly read: number;
  readonly written: number;
}

/** Copies `lines`, which all end, into `target` from `at` on, as many as have room there. */
export function copyLines(
  lines: Uint8Array,
  target: DataView,
  { at, head }: { readonly at: number; readonly head: LineHead },
): Copied {
  const source = new DataView(lines.buffer, lines.byteOffset, lines.length);
  let read = 0;
  let written = at;
  while (read < lines.length && written + head.room <= target.byteLength) {
    head.writeTo(target, written);
    const to = written + head.bytes.length;
    const length = copyLine(source, target, { from: read, to });
    if (length === 0) break;
    read += length;
    written = to + length;
  }
  return { read, written };
}

/** Gives the length of the line, with its end; 0 where it has no room. */
function copyLine(
  source: DataView,
  target: DataView,
  { from, to }: { readonly from: number; readonly to: number },
): number {
  const ahead = to - from;
  // as integers: what compares lengths as floating point takes half as long again
  const lastWord = (Math.min(source.byteLength, target.byteLength - ahead) - wordBytes) | 0;
  let at = from | 0;
  for (; at <= lastWord; at += wordBytes) {
    const word = source.getInt32(at, true);
    target.setInt32(at + ahead, word, true);
    const length = lengthToNewline(word);
    if (length > 0) return at + length - from;
  }
  // less than a word is left of one of the two
  for (; at < source.byteLength && at + ahead < target.byteLength; at++) {
    const byte = source.getUint8(at);
    target.setUint8(at + ahead, byte);
    if (byte === newline) return at + 1 - from;
  }
  return 0;
}

/** How many bytes of a word end with the first newline in it; 0 where there is none. */
function lengthToNewline(word: number): number {
  // a byte that was a newline is zero, and the lowest zero byte alone is sure to borrow
  const zeroed = word ^ 0x0a0a0a0a;
  const borrowed = (zeroed - 0x01010101) & ~zeroed & 0x80808080;
  return borrowed === 0 ? 0 : (32 - Math.clz32(borrowed & -borrowed)) >> 3;
}
