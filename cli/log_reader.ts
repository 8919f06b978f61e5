/** Reads the output of a run: both streams merged in the order in which they came, by the timeline beside them. */

import type { StreamName } from "../job/timeline.ts";
import { LIMITS } from "../limits.ts";
import type { RunPaths } from "../system/paths.ts";
import { findTail, type TailStart } from "./log_tail.ts";
import { StreamFile } from "./stream_file.ts";
import { TimelineFile } from "./timeline_file.ts";

export interface Piece {
  readonly stream: StreamName;
  /** valid until the next piece */
  readonly bytes: Uint8Array;
  /** when it came, in milliseconds since 1970; undefined where no timeline tells */
  readonly at: number | undefined;
}

export type TakePiece = (piece: Piece) => void;

export interface ReaderOptions {
  /** this stream alone */
  readonly only?: StreamName | undefined;
  /** the times are wanted: records are not joined */
  readonly times?: boolean;
}

const STREAMS = ["stdout", "stderr"] as const;

export class LogReader {
  readonly #streams: Readonly<Record<StreamName, StreamFile>>;
  readonly #timeline: TimelineFile;
  readonly #options: ReaderOptions;
  readonly #buffer = new Uint8Array(LIMITS.outputChunkBytes);
  /** the stream and time of the record whose bytes are not all there yet */
  #open: { readonly stream: StreamName; readonly at: number } | undefined;

  constructor(paths: RunPaths, options: ReaderOptions = {}) {
    this.#streams = { stdout: new StreamFile(paths.stdout), stderr: new StreamFile(paths.stderr) };
    this.#timeline = new TimelineFile(paths.timeline);
    this.#options = options;
  }

  /** Gives all that is there and was not given yet. Once the run has `ended`, also what no record tells of. */
  advance(take: TakePiece, { ended }: { ended: boolean }): void {
    for (;;) {
      this.#open ??= this.#nextRecord();
      if (this.#open === undefined) break;
      const { stream, at } = this.#open;
      const file = this.#streams[stream];
      if (this.#isWanted(stream)) this.#give(file.told - file.given, take, { stream, at });
      else file.given = file.told;
      if (file.given < file.told && !ended) return;
      this.#open = undefined;
    }
    if (!ended && this.#timeline.exists()) return;
    for (const stream of STREAMS) {
      if (this.#isWanted(stream)) this.#give(Infinity, take, { stream, at: undefined });
    }
  }

  /** Leaves out all but the last `lines` lines of what is there. */
  skipToTail(lines: number): void {
    const start: TailStart = findTail({
      ...{ lines, streams: this.#streams, timeline: this.#timeline, buffer: this.#buffer },
      isWanted: (stream) => this.#isWanted(stream),
    });
    this.#timeline.seek(start.record);
    for (const stream of STREAMS) {
      this.#streams[stream].told = start.told[stream];
      this.#streams[stream].given = start.given[stream];
    }
    this.#open = undefined;
  }

  close(): void {
    this.#timeline.close();
    for (const stream of STREAMS) this.#streams[stream].close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #isWanted(stream: StreamName): boolean {
    return this.#options.only === undefined || this.#options.only === stream;
  }

  /** Takes the next record, and those after it that can be read in one go. */
  #nextRecord(): { stream: StreamName; at: number } | undefined {
    const record = this.#timeline.next();
    if (record === undefined) return undefined;
    const { stream, at } = record;
    const file = this.#streams[stream];
    file.told += record.bytes;
    while (!this.#options.times && this.#timeline.peek()?.stream === stream) {
      file.told += this.#timeline.next()?.bytes ?? 0;
    }
    return { stream, at };
  }

  #give(bytes: number, take: TakePiece, from: Omit<Piece, "bytes">): void {
    const file = this.#streams[from.stream];
    for (let left = bytes; left > 0;) {
      const count = file.read(this.#buffer.subarray(0, Math.min(left, this.#buffer.length)));
      if (count === 0) return;
      left -= count;
      take({ ...from, bytes: this.#buffer.subarray(0, count) });
    }
  }
}
