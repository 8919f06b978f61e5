/** Writes `w/timeline`: one record for each chunk that a file took, in the order in which they came. */

import { type Chunk, encodeChunk, RECORD_BYTES } from "../job/timeline.ts";
import { LIMITS } from "../limits.ts";

/** Where records go; it takes what it can, and says how much that was. */
export interface RecordFile {
  readonly trouble: string | undefined;
  append(bytes: Uint8Array): number;
}

export class Timeline {
  readonly #queue = new Uint8Array(LIMITS.timelineQueueBytes);
  readonly #view = new DataView(this.#queue.buffer);
  #queuedBytes = 0;
  #last: Chunk | undefined;

  constructor(readonly file: RecordFile) {}

  get trouble(): string | undefined {
    return this.file.trouble;
  }

  /** Bytes of records that wait for room on the disk. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /** Whether one more record can wait, should the disk be full: output without one must not be written. */
  hasRoom(): boolean {
    if (this.#queuedBytes + RECORD_BYTES > this.#queue.length) this.flush();
    return this.#queuedBytes + RECORD_BYTES <= this.#queue.length;
  }

  /** Records `chunk`; the caller has asked `hasRoom`. A record that waits takes in what follows within its millisecond. */
  note(chunk: Chunk): void {
    const last = this.#queuedBytes >= RECORD_BYTES ? this.#last : undefined;
    const merges = last?.at === chunk.at && last.stream === chunk.stream;
    this.#last = merges ? { ...chunk, bytes: last.bytes + chunk.bytes } : chunk;
    if (!merges) this.#queuedBytes += RECORD_BYTES;
    encodeChunk(this.#last, this.#view, { offset: this.#queuedBytes - RECORD_BYTES });
    this.flush();
  }

  /** What waits is not written any more: the file that it was to go on is gone. */
  forget(): void {
    this.#queuedBytes = 0;
  }

  /** Writes what waits, as far as the disk takes it. */
  flush(): void {
    if (this.#queuedBytes === 0) return;
    const written = this.file.append(this.#queue.subarray(0, this.#queuedBytes));
    this.#queue.copyWithin(0, written, this.#queuedBytes);
    this.#queuedBytes -= written;
  }
}
