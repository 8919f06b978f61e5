/** The timeline of a run, read forward record by record while it grows. */

import { type Chunk, decodeChunks, RECORD_BYTES } from "../job/timeline.ts";
import { StreamFile } from "./stream_file.ts";

/** Records that are read at once. */
const blockRecords = 4096;

export class TimelineFile {
  readonly #file: StreamFile;
  #buffer: Uint8Array = new Uint8Array();
  /** bytes at the start of the buffer that are no whole record yet */
  #restBytes = 0;
  #block: readonly Chunk[] = [];
  #next = 0;

  constructor(folder: string) {
    // what is missing of it the base records tell
    this.#file = new StreamFile({ folder, log: "timeline" }, () => {});
  }

  set isOver(isOver: boolean) {
    this.#file.isOver = isOver;
  }

  exists(): boolean {
    return this.#file.exists();
  }

  /** Reads more records where all are taken; they are there once this returns, or the promise is kept. */
  fill(): void | Promise<void> {
    if (this.#next < this.#block.length) return;
    if (this.#buffer.length === 0) this.#buffer = new Uint8Array(blockRecords * RECORD_BYTES);
    const segment = this.#file.segmentOffset;
    const count = this.#file.read(this.#buffer.subarray(this.#restBytes));
    if (typeof count === "number") return this.#decode(count, segment);
    return count.then((count) => this.#decode(count, segment));
  }

  /** The next record that is filled in, which stays the next. */
  peek(): Chunk | undefined {
    return this.#block[this.#next];
  }

  next(): Chunk | undefined {
    const record = this.#block[this.#next];
    if (record !== undefined) this.#next++;
    return record;
  }

  /** Goes on at this absolute offset. */
  seek(offset: number): void {
    this.#file.close();
    this.#file.given = offset;
    this.#restBytes = this.#next = 0;
    this.#block = [];
  }

  close(): void {
    this.#file.close();
  }

  #decode(count: number, segment: number): void {
    if (count === 0) return;
    if (this.#restBytes > 0 && segment !== this.#file.segmentOffset) {
      // a record that was cut short by the end of its segment
      this.#buffer.copyWithin(0, this.#restBytes, this.#restBytes + count);
      this.#restBytes = 0;
    }
    const length = this.#restBytes + count;
    this.#block = decodeChunks(this.#buffer.subarray(0, length));
    this.#next = 0;
    const whole = this.#block.length * RECORD_BYTES;
    this.#buffer.copyWithin(0, whole, length);
    this.#restBytes = length - whole;
  }
}
