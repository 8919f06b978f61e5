/** The timeline of a run, read record by record, from any place, while it grows. */

import { type Chunk, decodeChunks, RECORD_BYTES } from "../job/timeline.ts";
import { StreamFile } from "./stream_file.ts";

/** Records that are read at once. */
const blockRecords = 4096;

export class TimelineFile {
  readonly #file: StreamFile;
  readonly #buffer = new Uint8Array(blockRecords * RECORD_BYTES);
  #block: readonly Chunk[] = [];
  #blockStart = 0;
  #next = 0;

  constructor(path: string) {
    this.#file = new StreamFile(path);
  }

  exists(): boolean {
    return this.#file.exists();
  }

  /** Whole records that are there now. */
  count(): number {
    return Math.floor(this.#file.size() / RECORD_BYTES);
  }

  /** The next record, which stays the next. */
  peek(): Chunk | undefined {
    return this.#at(this.#next);
  }

  next(): Chunk | undefined {
    const record = this.#at(this.#next);
    if (record !== undefined) this.#next++;
    return record;
  }

  /** Makes `record` the next. */
  seek(record: number): void {
    this.#next = record;
  }

  /** The records of the block that ends before `end`, and the number of its first. */
  blockBefore(end: number): { first: number; records: readonly Chunk[] } {
    const first = Math.max(0, end - blockRecords);
    this.#load(first);
    return { first, records: this.#block.slice(0, end - first) };
  }

  close(): void {
    this.#file.close();
  }

  #at(record: number): Chunk | undefined {
    const loaded = this.#block[record - this.#blockStart];
    if (loaded !== undefined) return loaded;
    this.#load(record);
    return this.#block[0];
  }

  #load(first: number): void {
    const bytes = this.#file.readAt(first * RECORD_BYTES, this.#buffer);
    this.#block = decodeChunks(this.#buffer.subarray(0, bytes));
    this.#blockStart = first;
  }
}
