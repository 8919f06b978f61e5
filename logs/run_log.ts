/** The output of one run on its way to a sink: what is wanted of it, and nothing else. */

import type { StreamName } from "../job/timeline.ts";
import type { RunPaths } from "../system/paths.ts";
import type { Grep, LineGrep } from "./grep.ts";
import { LineSkip, LineWindow } from "./lines.ts";
import { LogReader, type TakePiece } from "./reader.ts";
import { findStart, type LogStart } from "./start.ts";
import type { Loss } from "./stream_file.ts";

/** Where output goes. */
export interface LogSink {
  readonly take: TakePiece;
  /** The run is over: gives what was kept back. */
  readonly end: () => void;
}

/** What is wanted of the output of a job. */
export interface LogWish {
  /** this stream alone */
  readonly only?: StreamName | undefined;
  /** lines that began then or later, and before; milliseconds since 1970 */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** the last lines of these, in the order in which they began */
  readonly tail?: number | undefined;
  readonly grep?: Grep | undefined;
  /** the sink has use for the times */
  readonly times?: boolean | undefined;
}

/** The run that is meant. */
export interface RunFiles {
  readonly paths: RunPaths;
  /** when it began and ended, where that is known */
  readonly startedAt?: number | undefined;
  readonly endedAt?: number | undefined;
  readonly lose?: ((stream: StreamName, loss: Loss) => void) | undefined;
}

/** Lines that match and are left out, so that the last ones remain. */
interface Skip {
  readonly lines: number;
  readonly shown: number;
}

type MakeGrep = (next: TakePiece) => LineGrep;

interface Parts {
  readonly start: LogStart;
  readonly until: number | undefined;
  readonly skip: Skip | undefined;
  readonly makeGrep: MakeGrep | undefined;
}

export class RunLog {
  readonly #reader: LogReader;
  readonly #sink: LogSink;
  readonly #take: TakePiece;
  readonly #window: LineWindow | undefined;
  readonly #grep: LineGrep | undefined;
  /** lines of the tail that it has; 0 where none was asked for */
  readonly lines: number;
  #isOver = false;

  /** Use {@linkcode openRunLog}. */
  constructor(reader: LogReader, sink: LogSink, { start, until, skip, makeGrep }: Parts) {
    this.#reader = reader;
    this.#sink = sink;
    this.lines = skip?.shown ?? start.lines ?? 0;
    const { isInLine } = start;
    let take = sink.take;
    if (skip !== undefined) take = new LineSkip(skip.lines, take).take;
    if (makeGrep !== undefined) take = (this.#grep = makeGrep(take)).take;
    if (until !== undefined || isInLine.stdout || isInLine.stderr) {
      take = (this.#window = new LineWindow({ isInLine, until }, take)).take;
    }
    this.#take = take;
    reader.begin(start);
  }

  /** When what comes next came; undefined where no record is left. */
  nextAt(): number | undefined | Promise<number | undefined> {
    return this.#isDone() ? undefined : this.#reader.nextAt();
  }

  /** Gives what one more record tells of; false where none is left. For a run of which no more is waited for. */
  step(): boolean | Promise<boolean> {
    this.#reader.isOver = true;
    return !this.#isDone() && this.#reader.step(this.#take);
  }

  /** Gives all that is there; whether that was anything. */
  advance(options: { ended: boolean }): Promise<boolean> {
    return this.#reader.advance(this.#take, { ...options, isDone: () => this.#isDone() });
  }

  /** Gives all that is there, a piece at a time: with each that is asked for the sink has more. */
  async *steps(options: { ended: boolean }): AsyncGenerator<void> {
    for await (const piece of this.#reader.pieces(options)) {
      this.#take(piece);
      yield;
      if (this.#isDone()) return;
    }
  }

  /** The rest, and what was kept back. */
  async end(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    await this.advance({ ended: true });
    this.#grep?.end();
    this.#sink.end();
  }

  [Symbol.dispose](): void {
    this.#reader[Symbol.dispose]();
  }

  #isDone(): boolean {
    return this.#window?.isDone ?? false;
  }
}

export interface OpenOptions {
  readonly wish: LogWish;
  /** shared by logs that are read in turn */
  readonly buffer?: Uint8Array;
}

/** Finds where to begin; of `sink` nothing is asked before. */
export async function openRunLog(
  files: RunFiles,
  sink: LogSink,
  { wish: given, buffer }: OpenOptions,
): Promise<RunLog> {
  const wish = narrow(files, given);
  const { only, since, until, tail } = wish;
  const makeGrep = await grepFor(wish);
  const counts = tail !== undefined && makeGrep !== undefined;
  const question = { since, until, only, tail: counts ? undefined : tail };
  const start = await findStart(files.paths.w, question);
  const skip = counts ? await countMatches(files, { start, wish, makeGrep }) : undefined;
  const times = (wish.times ?? false) || until !== undefined;
  const reader = new LogReader(files.paths, { only, times, buffer, lose: files.lose });
  return new RunLog(reader, sink, { start, until, skip, makeGrep });
}

async function grepFor({ grep }: LogWish): Promise<MakeGrep | undefined> {
  if (grep === undefined) return undefined;
  const { LineGrep, makeTest } = await import("./grep.ts");
  const test = makeTest(grep);
  return (next) => new LineGrep(test, next);
}

/** A time before the run's beginning or after its end asks for nothing. */
function narrow({ startedAt, endedAt }: RunFiles, wish: LogWish): LogWish {
  const { since, until } = wish;
  return {
    ...wish,
    since: since === undefined || since <= (startedAt ?? -Infinity) ? undefined : since,
    until: until === undefined || until > (endedAt ?? Infinity) ? undefined : until,
  };
}

/** Which of the lines that match are the last: all are read once before they are shown. */
async function countMatches(
  files: RunFiles,
  { start, wish, makeGrep }: { start: LogStart; wish: LogWish; makeGrep: MakeGrep },
): Promise<Skip> {
  const { tail = 0, only, until } = wish;
  const counter = new LineSkip(Infinity, () => {});
  const reader = new LogReader(files.paths, { only, times: until !== undefined });
  const sink = { take: counter.take, end() {} };
  using log = new RunLog(reader, sink, { start, until, makeGrep, skip: undefined });
  // a line that goes on counts as well: it is shown once it has ended
  await log.end();
  const lines = Math.max(0, counter.lines - tail);
  return { lines, shown: counter.lines - lines };
}
