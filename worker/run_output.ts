/** What another run prints to its standard output: from its beginning, through rotation, as it comes, until that run ends. */

import { type Segment, segmentsOf } from "../job/segments.ts";
import { LIMITS } from "../limits.ts";
import { exists } from "../system/durable.ts";
import { FolderChanges } from "../system/folder_changes.ts";
import { messageOf } from "./append_file.ts";
import { complain } from "./complain.ts";

interface Reading {
  /** where it begins, of all that the run printed */
  readonly start: number;
  readonly reader: ReadableStreamDefaultReader<Uint8Array>;
}

export class RunOutput implements AsyncIterable<Uint8Array> {
  readonly #folder: string;
  readonly #isOver: boolean;
  #offset = 0;
  #missedBytes = 0;
  #isStopped = false;

  /** `folder` is the part of the run's folder in which its worker writes; `isOver` where it has ended already. */
  constructor(folder: string, { isOver }: { readonly isOver: boolean }) {
    this.#folder = folder;
    this.#isOver = isOver;
  }

  /** Bytes that were not there any more when their turn came. */
  get missedBytes(): number {
    return this.#missedBytes;
  }

  /** For the dump of the worker's data. */
  get dump(): object {
    return { from: this.#folder, readBytes: this.#offset, missedBytes: this.#missedBytes };
  }

  stop(): void {
    this.#isStopped = true;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    using changes = new FolderChanges(this.#folder);
    while (!this.#isStopped) {
      // in this order: what it printed last is there when its end is
      const isOver = this.#isOver || this.#hasEnded();
      const before = this.#offset;
      const isWhole = yield* this.#readOn();
      if (this.#offset !== before || !isWhole) continue;
      if (isOver) return;
      await changes.next({ found: false });
    }
  }

  /** Its worker or its undertaker has put the end on record; one whose files are gone ends too. */
  #hasEnded(): boolean {
    return exists(`${this.#folder}/final`) || !exists(this.#folder);
  }

  /** All that is there now; false where a segment went meanwhile, which may be there in its other form. */
  async *#readOn(): AsyncGenerator<Uint8Array, boolean> {
    const segments = this.#segments();
    const first = segments.findLastIndex(({ offset }) => offset <= this.#offset);
    for (const segment of segments.slice(Math.max(0, first))) {
      this.#skipTo(segment.offset);
      const reading = await this.#open(segment);
      if (reading === undefined) return false;
      yield* this.#readSegment(segment, reading);
    }
    return true;
  }

  #segments(): readonly Segment[] {
    try {
      const names = [...Deno.readDirSync(this.#folder)].map(({ name }) => name);
      const segments = segmentsOf("stdout", names);
      if (segments.length > 0) return segments;
      return names.includes("stdout") ? [{ offset: 0, name: "stdout", isPacked: false }] : [];
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  }

  /** What lies before `offset` is gone, where it was not read. */
  #skipTo(offset: number): void {
    if (offset <= this.#offset) return;
    const missed = offset - this.#offset;
    complain(`The other job's log was rotated before it was read: ${missed} bytes are missing`);
    this.#missedBytes += missed;
    this.#offset = offset;
  }

  async *#readSegment({ name }: Segment, reading: Reading): AsyncGenerator<Uint8Array> {
    let position = reading.start;
    try {
      for (;;) {
        const { value, done } = await reading.reader.read();
        if (done || this.#isStopped) return;
        const fresh = value.subarray(Math.max(0, this.#offset - position));
        position += value.length;
        if (fresh.length === 0) continue;
        this.#offset += fresh.length;
        yield fresh;
      }
    } catch (error) {
      // damaged: the next one says how much is missing
      complain(`Cannot read "${name}" of the other job: ${messageOf(error)}`);
    } finally {
      reading.reader.cancel().catch(() => {
        // read to its end
      });
    }
  }

  /** Undefined where it has just gone. A plain one begins where we are, one that is compressed at its start. */
  async #open({ name, offset, isPacked }: Segment): Promise<Reading | undefined> {
    try {
      const file = await Deno.open(`${this.#folder}/${name}`, { read: true });
      if (isPacked) {
        const stream = file.readable.pipeThrough(new DecompressionStream("gzip"));
        return { start: offset, reader: stream.getReader() };
      }
      await file.seek(this.#offset - offset, Deno.SeekMode.Start);
      return { start: this.#offset, reader: chunksOf(file).getReader() };
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }
}

/** In pieces that a pipe takes at once. */
function chunksOf(file: Deno.FsFile): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const bytes = new Uint8Array(LIMITS.inputChunkBytes);
      const count = await file.read(bytes);
      if (count !== null) return controller.enqueue(bytes.subarray(0, count));
      file.close();
      controller.close();
    },
    cancel: () => file.close(),
  }, { highWaterMark: 0 });
}
