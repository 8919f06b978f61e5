/**
 * The layout of `w/timeline`: for each chunk of a job's output when it came, on which stream, and its
 * length. A segment that is not the first begins with two base records, which say where the streams are.
 */

import { LIMITS } from "../limits.ts";

/** A record: float64 milliseconds since 1970, then uint32 stream and length, both big-endian. */
export const RECORD_BYTES = 12;

/** The longest chunk that one record can tell of. */
export const CHUNK_BYTES_MOST = 0x7fff_ffff;

const lengthOffset = 8;
const stderrBit = 0x8000_0000;

/** A stream that a job writes. */
export type StreamName = "stdout" | "stderr";
export const STREAMS: readonly StreamName[] = ["stdout", "stderr"];

/** A record as it is read: a chunk, or a base record, see `baseOf`. */
export interface Chunk {
  readonly at: number;
  readonly stream: StreamName;
  readonly bytes: number;
}

/** Writes the record of `chunk` into `view` at `offset`. */
export function encodeChunk(chunk: Chunk, view: DataView, { offset = 0 } = {}): void {
  const bit = chunk.stream === "stderr" ? stderrBit : 0;
  view.setFloat64(offset, chunk.at);
  view.setUint32(offset + lengthOffset, (bit | chunk.bytes) >>> 0);
}

/** Where a stream is: the absolute offset of the first byte that the records behind this one tell of. */
export interface Base {
  readonly stream: StreamName;
  readonly offset: number;
}

/** The bytes at the beginning of a segment that hold its base records. */
export const BASES_BYTES = STREAMS.length * RECORD_BYTES;

/** The base records of a segment. They have no length, and in place of the time -(offset + 1). */
export function encodeBases(
  offsets: Readonly<Record<StreamName, number>>,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(BASES_BYTES);
  const view = new DataView(bytes.buffer);
  for (const [index, stream] of STREAMS.entries()) {
    const base = { at: -(offsets[stream] + 1), stream, bytes: 0 };
    encodeChunk(base, view, { offset: index * RECORD_BYTES });
  }
  return bytes;
}

/** What `record` says as a base record; undefined where it is one of a chunk. */
export function baseOf(record: Chunk): Base | undefined {
  if (!(record.at < 0)) return undefined;
  return { stream: record.stream, offset: -record.at - 1 };
}

/** The offsets that the base records at the beginning of a segment tell; undefined where it has none. */
export function decodeBases(bytes: Uint8Array): Record<StreamName, number> | undefined {
  const offsets: Partial<Record<StreamName, number>> = {};
  for (const record of decodeChunks(bytes.subarray(0, BASES_BYTES))) {
    const base = baseOf(record);
    if (base !== undefined) offsets[base.stream] = base.offset;
  }
  const { stdout, stderr } = offsets;
  return stdout === undefined || stderr === undefined ? undefined : { stdout, stderr };
}

/**
 * The chunks of all whole records in `bytes`; a last one that is cut short is still being written. In a
 * damaged one the time may be nothing that a calendar has or a file can be as long as: it is 1970 then.
 */
export function decodeChunks(bytes: Uint8Array): Chunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Chunk[] = [];
  for (let offset = 0; offset + RECORD_BYTES <= bytes.length; offset += RECORD_BYTES) {
    const word = view.getUint32(offset + lengthOffset);
    const at = view.getFloat64(offset);
    chunks.push({
      at: isSound(at) ? at : 0,
      stream: (word & stderrBit) === 0 ? "stdout" : "stderr",
      bytes: word & CHUNK_BYTES_MOST,
    });
  }
  return chunks;
}

/** A time, or the mark of a base record. */
function isSound(at: number): boolean {
  if (at >= 0) return at <= LIMITS.dateMs;
  return at >= -(LIMITS.outputOffsetBytes + 1) && Number.isInteger(at);
}
