/** Frames: a length of four bytes, big-endian, then one CBOR map of that length. */

import { CBORTag, type CBORType, decodeCBOR, encodeCBOR } from "@levischuck/tiny-cbor";
import { LIMITS } from "../limits.ts";

const headBytes = 4;
/** What a reader keeps while nothing comes. */
const idleBytes = 4 * 1024;

/** A peer sent what is no frame; its connection ends. */
export class BadFrame extends Error {
  override name = "BadFrame";
}

/** A message is longer than `LIMITS.frameBytes`. */
export class LongFrame extends RangeError {
  override name = "LongFrame";
}

/** One frame for `message`. @throws {LongFrame} */
export function encodeFrame(message: object): Uint8Array {
  const body = encodeCBOR(toCbor(message));
  if (body.length > LIMITS.frameBytes) {
    throw new LongFrame(`Cannot send a frame: ${body.length} bytes, at most ${LIMITS.frameBytes}`);
  }
  const frame = new Uint8Array(headBytes + body.length);
  new DataView(frame.buffer).setUint32(0, body.length);
  frame.set(body, headBytes);
  return frame;
}

/** Takes bytes as they come and gives the messages that are whole. */
export class FrameReader {
  #buffer = new Uint8Array(idleBytes);
  #length = 0;

  /** Bytes of a frame that has begun and not ended. */
  get pendingBytes(): number {
    return this.#length;
  }

  /** The messages that `bytes` completes. @throws {BadFrame} */
  push(bytes: Uint8Array): object[] {
    this.#append(bytes);
    const messages: object[] = [];
    let offset = 0;
    while (this.#length - offset >= headBytes) {
      const bodyBytes = new DataView(this.#buffer.buffer, offset).getUint32(0);
      if (bodyBytes > LIMITS.frameBytes) {
        throw new BadFrame(`a frame of ${bodyBytes} bytes, at most ${LIMITS.frameBytes}`);
      }
      const end = offset + headBytes + bodyBytes;
      if (this.#length < end) break;
      messages.push(decodeBody(this.#buffer.subarray(offset + headBytes, end)));
      offset = end;
    }
    this.#drop(offset);
    return messages;
  }

  #append(bytes: Uint8Array): void {
    const wanted = this.#length + bytes.length;
    if (wanted > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(wanted, 2 * this.#buffer.length));
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length = wanted;
  }

  #drop(bytes: number): void {
    if (bytes === 0) return;
    this.#buffer.copyWithin(0, bytes, this.#length);
    this.#length -= bytes;
    if (this.#length === 0 && this.#buffer.length > 16 * idleBytes) {
      this.#buffer = new Uint8Array(idleBytes);
    }
  }
}

function decodeBody(body: Uint8Array): object {
  let value: CBORType;
  try {
    value = decodeCBOR(body);
  } catch (error) {
    // a frame of nested arrays ends the decoder's stack: no CBOR that we want either
    throw new BadFrame(`no CBOR: ${error instanceof Error ? error.message : error}`);
  }
  if (!(value instanceof Map)) throw new BadFrame("not a map of names");
  return fromCbor(value) as object;
}

/** Objects are maps on the wire; a field that is undefined is left out. */
function toCbor(value: unknown): CBORType {
  if (typeof value === "string") return keepMark(value);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) {
    return value as CBORType;
  }
  if (Array.isArray(value)) return value.map(toCbor);
  const map = new Map<string | number, CBORType>();
  for (const [name, field] of Object.entries(value)) {
    if (field !== undefined) map.set(keepMark(name), toCbor(field));
  }
  return map;
}

/** The decoder takes one byte order mark off each text: one that begins with a mark gets another. */
function keepMark(text: string): string {
  return text.startsWith("\ufeff") ? `\ufeff${text}` : text;
}

/**
 * Maps of names are objects in the program; a name like `__proto__` is a field as any other. What no
 * message of ours has is refused here, since others go through messages without a look at each value.
 */
function fromCbor(value: CBORType, depth = 0): unknown {
  if (depth > LIMITS.frameLevels) throw new BadFrame(`more than ${LIMITS.frameLevels} levels`);
  if (Array.isArray(value)) return value.map((item) => fromCbor(item, depth + 1));
  if (typeof value === "bigint") throw new BadFrame("a number that is too large");
  if (value instanceof CBORTag) throw new BadFrame("a value with a tag");
  if (!(value instanceof Map)) return value;
  return Object.fromEntries([...value].map(([name, field]) => {
    if (typeof name !== "string") throw new BadFrame("a name that is no text");
    return [name, fromCbor(field, depth + 1)];
  }));
}
