/** The output of a job for a program: as pieces, which are read when they are asked for. */

import type { StreamName } from "../job/timeline.ts";
import { runPaths } from "../system/paths.ts";
import type { Grep } from "./grep.ts";
import {
  followRuns,
  type JobSource,
  type LoggedJob,
  type LoggedRun,
  openRuns,
  overlaps,
} from "./run_series.ts";
import { type LogWish, openRunLog, type RunLog } from "./run_log.ts";
import { type JobEnd, RunWatch } from "./run_watch.ts";

/** Which output is wanted; what is left out does not matter. */
export interface LogOptions {
  /** of this run, or of all; of the newest where none is named */
  readonly run?: number | "all";
  /** this stream alone */
  readonly stream?: StreamName;
  /** lines that began then or later */
  readonly since?: Date;
  /** lines that began before */
  readonly until?: Date;
  /** the last lines of these, in the order in which they came */
  readonly tail?: number;
  /** of these, the lines that match a pattern of re2, or those that do not */
  readonly grep?: Grep;
  /** goes on as output comes, over all runs that follow, until the job has ended */
  readonly follow?: boolean;
  /** hears of bytes that are gone */
  readonly lost?: (loss: LostOutput) => void;
}

/** What a job wrote at once, or a part of that. */
export interface LogPiece {
  /** the run's number */
  readonly run: number;
  /** where the job wrote it */
  readonly stream: StreamName;
  /** exactly as the job wrote them */
  readonly bytes: Uint8Array;
  /** when it came; undefined where that is not known, as in mode `direct` */
  readonly at: Date | undefined;
}

/** Bytes of a log that are not there any more. */
export interface LostOutput {
  /** the run's number */
  readonly run: number;
  /** of this stream */
  readonly stream: StreamName;
  /** how many */
  readonly bytes: number;
  /** the log's policy dropped them, or somebody has cut, damaged or removed a file */
  readonly why: "rotated" | "gone";
}

/** A job and where the folders of its runs are. */
export interface LogSource extends JobSource<LoggedJob> {
  readonly runs: string;
}

/** @throws {Error} where the wish makes no sense, or there is no such run */
export async function* readJobLog(
  source: LogSource,
  options: LogOptions = {},
): AsyncGenerator<LogPiece, void> {
  const { follow = false, run, until } = options;
  if (!follow) return yield* readRuns(source, options);
  if (run !== undefined || until !== undefined) {
    throw new TypeError(`Cannot follow with ${run === undefined ? "an end" : "a run"}: choose one`);
  }
  let wish = wishOf(options);
  for await (const { run, end } of followRuns(source)) {
    yield* followRun({ run, end }, { source, options, wish });
    const { only, grep, times } = wish;
    wish = { only, grep, times };
  }
}

interface Reading {
  readonly source: LogSource;
  readonly options: LogOptions;
  readonly wish: LogWish;
}

async function* readRuns(source: LogSource, options: LogOptions): AsyncGenerator<LogPiece, void> {
  const wish = wishOf(options);
  const runs = pickRuns((await source.show()).runs, options.run);
  const opened = await openRuns(runs.filter((run) => overlaps(run, wish)), {
    tail: wish.tail,
    open: (run, tail) => openPieces(run, { source, options, wish: { ...wish, tail } }),
  });
  for (const { log } of opened) {
    using each = log;
    yield* each.rest();
  }
}

async function* followRun(
  { run, end }: { readonly run: LoggedRun; readonly end: JobEnd<unknown> },
  reading: Reading,
): AsyncGenerator<LogPiece, void> {
  using watch = new RunWatch(runPaths(`${reading.source.runs}/${run.run}`), end);
  using log = await openPieces(run, reading);
  while (!watch.isOver()) {
    let found = false;
    for await (const piece of log.pieces({ ended: false })) {
      found = true;
      yield piece;
    }
    await watch.next({ found });
  }
  yield* log.rest();
}

/** The log of a run, whose sink is whoever asks for the next piece. */
class Pieces {
  readonly #log: RunLog;
  readonly #taken: LogPiece[];

  constructor(log: RunLog, taken: LogPiece[]) {
    this.#log = log;
    this.#taken = taken;
  }

  get lines(): number {
    return this.#log.lines;
  }

  async *pieces(options: { ended: boolean }): AsyncGenerator<LogPiece, void> {
    for await (const _ of this.#log.steps(options)) yield* this.#taken.splice(0);
  }

  async *rest(): AsyncGenerator<LogPiece, void> {
    yield* this.pieces({ ended: true });
    await this.#log.end();
    yield* this.#taken.splice(0);
  }

  [Symbol.dispose](): void {
    this.#log[Symbol.dispose]();
  }
}

async function openPieces(
  { run, startedAt, endedAt }: LoggedRun,
  { source, options, wish }: Reading,
): Promise<Pieces> {
  const taken: LogPiece[] = [];
  const log = await openRunLog(
    {
      paths: runPaths(`${source.runs}/${run}`),
      startedAt: timeOf(startedAt),
      endedAt: timeOf(endedAt),
      lose: (stream, { bytes, why }) => options.lost?.({ run, stream, bytes, why }),
    },
    {
      take({ stream, bytes, at }) {
        const time = at === undefined ? undefined : new Date(at);
        taken.push({ run, stream, bytes: bytes.slice(), at: time });
      },
      end() {},
    },
    { wish },
  );
  return new Pieces(log, taken);
}

function wishOf({ stream, since, until, tail, grep }: LogOptions): LogWish {
  const wish = { only: stream, since: since?.getTime(), until: until?.getTime(), tail, grep };
  // records are not joined: so each piece is small
  return { ...wish, times: true };
}

function pickRuns(
  runs: readonly LoggedRun[],
  wanted: number | "all" | undefined,
): readonly LoggedRun[] {
  if (wanted === "all") return runs;
  if (wanted === undefined) return runs.slice(-1);
  const found = runs.filter(({ run }) => run === wanted);
  if (found.length === 0) throw new RangeError(`Cannot read run ${wanted}: the job has none such`);
  return found;
}

function timeOf(text: string | null): number | undefined {
  return text === null ? undefined : Date.parse(text);
}
