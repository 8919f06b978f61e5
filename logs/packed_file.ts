/** A segment that was compressed, read from any place in bounded memory: what lies before is unpacked and passed over. */

import type { SegmentFile } from "./segment_files.ts";

/** One read of the file: it may hold a thousand times as much when it is unpacked. */
const readBytes = 8 * 1024;
/** The last bytes of the file are its size, unpacked. */
const sizeBytes = 4;

export class PackedFile implements SegmentFile {
  readonly inode = null;
  /** kept at once; 0 where it is read forward alone */
  pageBytes = 0;
  readonly #file: Deno.FsFile;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  /** unpacked, and not in the page yet */
  #rest: Uint8Array = new Uint8Array();
  #page: Uint8Array = new Uint8Array();
  #pageStart = 0;

  constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  /** 0 at its end, and where the file is damaged from there on. */
  async readAt(offset: number, into: Uint8Array): Promise<number> {
    if (this.#reader === undefined || offset < this.#pageStart) this.#restart();
    while (offset >= this.#pageStart + this.#page.length) {
      if (!await this.#turn()) return 0;
    }
    const from = offset - this.#pageStart;
    const part = this.#page.subarray(from, from + into.length);
    into.set(part);
    return part.length;
  }

  size(): number {
    const end = this.#file.seekSync(0, Deno.SeekMode.End);
    if (end < sizeBytes) return 0;
    this.#file.seekSync(end - sizeBytes, Deno.SeekMode.Start);
    const bytes = new Uint8Array(sizeBytes);
    const count = this.#file.readSync(bytes) ?? 0;
    // what was begun goes on from the start
    this.#reader = undefined;
    return count < sizeBytes ? 0 : new DataView(bytes.buffer).getUint32(0, true);
  }

  close(): void {
    this.#reader = undefined;
    this.#file.close();
  }

  /** Takes the next page; false at the end. */
  async #turn(): Promise<boolean> {
    const start = this.#pageStart + this.#page.length;
    const page = this.pageBytes === 0 ? undefined : new Uint8Array(this.pageBytes);
    let length = 0;
    for (;;) {
      if (this.#rest.length === 0 && !await this.#unpack()) break;
      if (page === undefined) break;
      const part = this.#rest.subarray(0, page.length - length);
      page.set(part, length);
      length += part.length;
      this.#rest = this.#rest.subarray(part.length);
      if (length === page.length) break;
    }
    this.#pageStart = start;
    this.#page = page?.subarray(0, length) ?? this.#rest;
    if (page === undefined) this.#rest = new Uint8Array();
    return this.#page.length > 0;
  }

  /** Unpacks a little more; false at the end. */
  async #unpack(): Promise<boolean> {
    try {
      for (;;) {
        const { value, done } = await this.#reader?.read() ?? { done: true };
        if (done || value === undefined) return false;
        this.#rest = value;
        if (value.length > 0) return true;
      }
    } catch {
      // damaged: its reader sees that bytes are missing, and tells
      return false;
    }
  }

  #restart(): void {
    this.#file.seekSync(0, Deno.SeekMode.Start);
    this.#pageStart = 0;
    this.#page = this.#rest = new Uint8Array();
    const packed = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: (controller) => {
        const bytes = new Uint8Array(readBytes);
        const count = this.#file.readSync(bytes);
        if (count === null) controller.close();
        else controller.enqueue(bytes.subarray(0, count));
      },
    }, { highWaterMark: 0 });
    this.#reader = packed.pipeThrough(new DecompressionStream("gzip")).getReader();
  }
}
