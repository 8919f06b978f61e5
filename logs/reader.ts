/** Reads the output of a run: both streams merged in the order in which they came, by the timeline beside them. */

import { baseOf, type StreamName, STREAMS } from "../job/timeline.ts";
import { LIMITS } from "../limits.ts";
import type { RunPaths } from "../system/paths.ts";
import type { LogStart } from "./start.ts";
import { type Loss, StreamFile } from "./stream_file.ts";
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
  /** the times are wanted: records of different times are not joined */
  readonly times?: boolean;
  /** hears of bytes that are gone */
  readonly lose?: ((stream: StreamName, loss: Loss) => void) | undefined;
  /** shared with readers whose turn is another */
  readonly buffer?: Uint8Array | undefined;
}

/** A record whose bytes are not all given yet. */
interface OpenRecord {
  readonly stream: StreamName;
  readonly at: number | undefined;
}

export class LogReader {
  readonly #streams: Readonly<Record<StreamName, StreamFile>>;
  readonly #timeline: TimelineFile;
  readonly #options: ReaderOptions;
  readonly #buffer: Uint8Array;
  #open: OpenRecord | undefined;
  /** since when the bytes of the open record are waited for */
  #missingSince: number | undefined;
  #isOver = false;

  constructor({ w: folder }: RunPaths, options: ReaderOptions = {}) {
    const file = (log: StreamName) =>
      new StreamFile({ folder, log }, (loss) => options.lose?.(log, loss));
    this.#streams = { stdout: file("stdout"), stderr: file("stderr") };
    this.#timeline = new TimelineFile(folder);
    this.#options = options;
    this.#buffer = options.buffer ?? new Uint8Array(LIMITS.outputChunkBytes);
  }

  /** Goes on at this place. */
  begin({ record, told, given }: LogStart): void {
    this.#timeline.seek(record);
    for (const stream of STREAMS) {
      this.#streams[stream].close();
      this.#streams[stream].told = told[stream];
      this.#streams[stream].given = given[stream];
    }
    this.#open = undefined;
  }

  /** Nothing comes any more. */
  set isOver(isOver: boolean) {
    this.#isOver = this.#timeline.isOver = isOver;
    for (const stream of STREAMS) this.#streams[stream].isOver = isOver;
  }

  /** When the next record came; undefined where there is none now. */
  nextAt(): number | undefined | Promise<number | undefined> {
    if (this.#open !== undefined) return this.#open.at ?? 0;
    const filled = this.#timeline.fill();
    const next = () => {
      const record = this.#timeline.peek();
      return record && Math.max(0, record.at);
    };
    return filled === undefined ? next() : filled.then(next);
  }

  /**
   * Gives all that is there and was not given yet; whether that was anything. Once the run has
   * `ended`, also what no record tells of.
   */
  async advance(
    take: TakePiece,
    { ended, isDone = () => false }: { ended: boolean; isDone?: () => boolean },
  ): Promise<boolean> {
    this.isOver = ended;
    const givenBefore = this.#given;
    for (;;) {
      if (isDone()) return true;
      const more = this.step(take);
      if (!(typeof more === "boolean" ? more : await more)) break;
    }
    if (ended || !this.#timeline.exists()) await this.giveRest(take);
    return this.#given > givenBefore;
  }

  /** The same, a piece at a time: none is read before it is asked for. */
  async *pieces({ ended }: { ended: boolean }): AsyncGenerator<Piece> {
    this.isOver = ended;
    for (;;) {
      await this.#timeline.fill();
      if (this.#open === undefined && this.#timeline.peek() === undefined) break;
      const record = this.#open ??= this.#nextRecord();
      if (record === undefined) continue;
      const file = this.#streams[record.stream];
      if (this.#isWanted(record.stream)) yield* this.#read(record, { end: file.told });
      else file.given = Math.max(file.given, file.told);
      if (!this.#isGiven(file)) return;
    }
    if (!ended && this.#timeline.exists()) return;
    for (const stream of STREAMS) {
      if (this.#isWanted(stream)) yield* this.#read({ stream, at: undefined }, { end: Infinity });
    }
  }

  /** Gives what the next record tells of, as far as it is there; false where nothing more is to be had now. */
  step(take: TakePiece): boolean | Promise<boolean> {
    if (this.#open !== undefined) return this.#giveOpen(this.#open, take);
    const filled = this.#timeline.fill();
    return filled === undefined ? this.#giveNext(take) : filled.then(() => this.#giveNext(take));
  }

  /** Gives what no record tells of: stdout, then stderr. */
  async giveRest(take: TakePiece): Promise<void> {
    for (const stream of STREAMS) {
      if (!this.#isWanted(stream)) continue;
      await this.#give({ stream, at: undefined }, take, { end: Infinity });
    }
  }

  [Symbol.dispose](): void {
    this.#timeline.close();
    for (const stream of STREAMS) this.#streams[stream].close();
  }

  get #given(): number {
    return this.#streams.stdout.given + this.#streams.stderr.given;
  }

  #isWanted(stream: StreamName): boolean {
    return this.#options.only === undefined || this.#options.only === stream;
  }

  #giveNext(take: TakePiece): boolean | Promise<boolean> {
    if (this.#timeline.peek() === undefined) return false;
    const record = this.#open = this.#nextRecord();
    // where there were only base records, there may be more
    return record === undefined || this.#giveOpen(record, take);
  }

  #giveOpen(record: OpenRecord, take: TakePiece): boolean | Promise<boolean> {
    const file = this.#streams[record.stream];
    if (!this.#isWanted(record.stream)) {
      file.given = Math.max(file.given, file.told);
      this.#open = undefined;
      return true;
    }
    const given = this.#give(record, take, { end: file.told });
    return given === undefined ? this.#isGiven(file) : given.then(() => this.#isGiven(file));
  }

  /** Whether the open record is done with. What is missing is waited for, but not for ever. */
  #isGiven(file: StreamFile): boolean {
    if (file.given < file.told) {
      this.#missingSince ??= performance.now();
      const isLost = this.#isOver || file.isCut ||
        performance.now() - this.#missingSince > LIMITS.logMissingMs;
      if (!isLost) return false;
      file.passOver();
    }
    this.#open = this.#missingSince = undefined;
    return true;
  }

  /** Takes the next record, and those after it that can be read in one go. */
  #nextRecord(): OpenRecord | undefined {
    for (;;) {
      const record = this.#timeline.next();
      if (record === undefined) return undefined;
      const { stream, at } = record;
      const file = this.#streams[stream];
      const base = baseOf(record);
      if (base === undefined) {
        file.told += record.bytes;
        this.#join(record);
        return { stream, at };
      }
      // the records of what lies before are gone
      const isAhead = base.offset > file.told;
      file.told = base.offset;
      if (isAhead) return { stream, at: undefined };
    }
  }

  #join({ stream, at }: { stream: StreamName; at: number }): void {
    const { times = false } = this.#options;
    for (;;) {
      const next = this.#timeline.peek();
      if (next === undefined || next.stream !== stream || next.at < 0) return;
      if (times && next.at !== at) return;
      this.#streams[stream].told += next.bytes;
      this.#timeline.next();
    }
  }

  /** Nothing where it is done, else a promise of that. */
  #give(
    record: OpenRecord,
    take: TakePiece,
    { end }: { end: number },
  ): void | Promise<void> {
    const file = this.#streams[record.stream];
    for (;;) {
      const count = file.read(this.#buffer, end);
      if (typeof count !== "number") return this.#giveLater(count, take, { ...record, end });
      if (count === 0) return;
      take({ ...record, bytes: this.#buffer.subarray(0, count) });
    }
  }

  async *#read(record: OpenRecord, { end }: { end: number }): AsyncGenerator<Piece> {
    for (;;) {
      const count = await this.#streams[record.stream].read(this.#buffer, end);
      if (count === 0) return;
      yield { ...record, bytes: this.#buffer.subarray(0, count) };
    }
  }

  async #giveLater(
    count: Promise<number>,
    take: TakePiece,
    { end, ...record }: OpenRecord & { end: number },
  ): Promise<void> {
    for (let got = await count; got > 0;) {
      take({ ...record, bytes: this.#buffer.subarray(0, got) });
      got = await this.#streams[record.stream].read(this.#buffer, end);
    }
  }
}
