/** The layout of `w/timeline`: for each chunk of a job's output when it came, on which stream, and its length. */

/** A record: float64 milliseconds since 1970, then uint32 stream and length, both big-endian. */
export const RECORD_BYTES = 12;

/** The longest chunk that one record can tell of. */
export const CHUNK_BYTES_MOST = 0x7fff_ffff;

const lengthOffset = 8;
const stderrBit = 0x8000_0000;

export const STREAMS = ["stdout", "stderr"] as const;
export type StreamName = typeof STREAMS[number];

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

/** The chunks of all whole records in `bytes`; a last one that is cut short is still being written. */
export function decodeChunks(bytes: Uint8Array): Chunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Chunk[] = [];
  for (let offset = 0; offset + RECORD_BYTES <= bytes.length; offset += RECORD_BYTES) {
    const word = view.getUint32(offset + lengthOffset);
    chunks.push({
      at: view.getFloat64(offset),
      stream: (word & stderrBit) === 0 ? "stdout" : "stderr",
      bytes: word & CHUNK_BYTES_MOST,
    });
  }
  return chunks;
}
