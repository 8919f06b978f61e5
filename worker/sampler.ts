/** Looks at a job's processes: often at first, then seldom, never two looks at once. Loaded once the job runs. */

import type { Usage } from "../job/run.ts";
import { addMeasure, averagesOf, EMPTY_SERIES, type Series, thinTo } from "../job/series.ts";
import {
  type StatsAnswer,
  type StatsRecord,
  StatsRecordShape,
  type WorkerUse,
} from "../job/stats.ts";
import { LIMITS } from "../limits.ts";
import { after } from "../system/clock.ts";
import type { RunPaths } from "../system/paths.ts";
import type { ProcessRow } from "../system/ps.ts";
import { complain } from "./complain.ts";
import { CpuTime } from "./cpu_time.ts";
import { Looker } from "./looker.ts";
import { readRecord } from "./read_record.ts";
import { writeStats } from "./records.ts";
import { stateOf, sumUsage } from "./usage.ts";

/** The job that is looked at. */
export interface Watched {
  readonly paths: RunPaths;
  readonly group: { readonly pgids: readonly number[] };
  /** when it started, milliseconds since 1970 */
  readonly startedAt: number;
  readonly output: { readonly stdoutBytes: number; readonly stderrBytes: number };
}

/** A moment of the steady clock, and the processor time that was seen then. */
interface Mark {
  readonly steadyAt: number;
  /** it falls when a process goes whose parent does not count it */
  readonly sumMs: number;
}

/** One look. */
interface Reading extends Mark {
  readonly usage: Usage;
  readonly state: string;
}

export class Sampler {
  readonly #looker: Looker;
  readonly #cpuTime: CpuTime;
  /** the steady clock begins with the worker */
  readonly #ownTime = new CpuTime(0);
  /** of the steady clock */
  readonly #startedAt: number;
  #series: Series = EMPTY_SERIES;
  /** the last look that went into the series, and the one before */
  #sampled: Mark;
  #base: Mark;
  #last: Reading | undefined;
  /** the largest sum that was seen */
  #cpuMs = 0;
  /** how long the last look took */
  #lookMs = 0;
  #worker: WorkerUse | null = null;
  #looking: Promise<Reading> | undefined;
  #writtenAt = -Infinity;
  #isOver = false;
  #hasComplained = false;
  #callOff = () => {};

  constructor(readonly watched: Watched) {
    this.#looker = new Looker(watched.group);
    this.#startedAt = performance.now() - Math.max(0, Date.now() - watched.startedAt);
    this.#cpuTime = new CpuTime(this.#startedAt);
    this.#base = this.#sampled = { steadyAt: this.#startedAt, sumMs: 0 };
  }

  /** The processor time that was seen: no more was, but perhaps more was used. */
  get cpuMs(): number {
    return this.#cpuMs;
  }

  get hasLooked(): boolean {
    return this.#last !== undefined;
  }

  /** Goes on with what a worker that was killed has left. */
  takeOver(): void {
    const most = LIMITS.statsBytes;
    const record = readRecord(this.watched.paths.stats, StatsRecordShape, { most });
    if (record?.series === undefined) return;
    this.#series = record.series;
    this.#cpuMs = record.cpuMs;
    const steadyAt = performance.now() - Math.max(0, Date.now() - record.at);
    this.#base = this.#sampled = {
      steadyAt: Math.max(this.#startedAt, steadyAt),
      sumMs: record.cpuMs,
    };
  }

  /** Looks now, and again and again until the end. */
  async sample(): Promise<void> {
    try {
      const reading = await this.#look();
      if (this.#isOver) return;
      this.#addToSeries(reading);
      this.#write(reading.usage);
    } catch (error) {
      this.#complainOnce(error);
    }
    if (!this.#isOver) this.#callOff = after(this.#pauseMs(), () => this.sample());
  }

  /** The usage now; where somebody has just looked, it is that of then. @throws {Error} without ps(1) */
  async look(): Promise<Usage> {
    const last = this.#last;
    const isFresh = last !== undefined && performance.now() - last.steadyAt < LIMITS.sampleFirstMs;
    const { usage } = isFresh ? last : await this.#look();
    this.#write(usage);
    return usage;
  }

  /** What was seen so far, in at most so many samples; what nobody but the asker looked at is the last one. */
  answer(samples: number): StatsAnswer | undefined {
    const last = this.#last;
    if (last === undefined) return undefined;
    const isNew = last.steadyAt > this.#sampled.steadyAt;
    const series = isNew ? this.#seriesWith(last) : this.#series;
    return {
      usage: last.usage,
      peaks: series.peaks,
      averages: averagesOf(series),
      samples: [...thinTo(series.samples, samples)],
      worker: this.#worker,
    };
  }

  /** `usage`, and beside it all that was seen. */
  record<U extends Usage>(usage: U): U & StatsRecord {
    return { ...usage, averages: averagesOf(this.#series), series: this.#series };
  }

  /** No more looks. */
  end(): void {
    this.#isOver = true;
    this.#callOff();
  }

  /** One look at a time: who comes meanwhile gets what that one finds. */
  #look(): Promise<Reading> {
    this.#looking ??= this.#read().finally(() => this.#looking = undefined);
    return this.#looking;
  }

  async #read(): Promise<Reading> {
    const began = performance.now();
    const { rows, own } = await this.#looker.look({ isOld: this.#isOld });
    const steadyAt = performance.now();
    this.#lookMs = steadyAt - began;
    const sumMs = this.#cpuTime.sum(rows, steadyAt);
    this.#cpuMs = Math.max(this.#cpuMs, sumMs);
    if (own !== undefined) this.#worker = this.#workerUse(own, steadyAt);
    // an old process is known to a second, so that a difference must be one of a longer time
    const cpuPercent = rateOf(this.#base, { steadyAt, sumMs });
    const measured = { at: Date.now(), cpuMs: this.#cpuMs, cpuPercent };
    const usage = sumUsage(rows, this.watched.output, measured);
    this.#last = { steadyAt, sumMs, usage, state: stateOf(rows) };
    return this.#last;
  }

  #addToSeries(reading: Reading): void {
    this.#series = this.#seriesWith(reading);
    this.#base = this.#sampled;
    this.#sampled = reading;
  }

  #seriesWith({ steadyAt, sumMs, usage, state }: Reading): Series {
    const { at, cpuMs, rssBytes, virtualBytes, processes, threads } = usage;
    const ms = Math.max(0, Math.round(steadyAt - this.#sampled.steadyAt));
    const cpuPercent = rateOf(this.#sampled, { steadyAt, sumMs });
    return addMeasure(this.#series, {
      ...{ at, ms, cpuPercent, cpuMs, rssBytes, virtualBytes, processes, threads, state },
    }, { most: LIMITS.samples });
  }

  #workerUse(own: ProcessRow, now: number): WorkerUse {
    const { pid, rssBytes } = own;
    return { pid, rssBytes, cpuMs: this.#ownTime.sum([own], now) };
  }

  /** Its looks are far apart by now. */
  get #isOld(): boolean {
    return performance.now() - this.#startedAt > 2 * LIMITS.sampleMostMs;
  }

  /** Twice as late as the look before, and then a little off the beat of others. */
  #pauseMs(): number {
    const ageMs = performance.now() - this.#startedAt;
    if (ageMs < LIMITS.sampleSecondMs) return LIMITS.sampleSecondMs - ageMs;
    if (ageMs < LIMITS.sampleMostMs) return ageMs;
    const costly = Math.min(LIMITS.sampleShare * this.#lookMs, LIMITS.sampleSlowMs);
    return Math.max(LIMITS.sampleMostMs, costly) * (0.9 + 0.2 * Math.random());
  }

  #write(usage: Usage): void {
    const now = performance.now();
    if (this.#isOver || now - this.#writtenAt < LIMITS.statsWriteMs) return;
    this.#writtenAt = now;
    writeStats(this.watched.paths, this.record(usage));
  }

  #complainOnce(error: unknown): void {
    if (this.#hasComplained || this.#isOver) return;
    this.#hasComplained = true;
    complain(`Cannot measure the job: ${error instanceof Error ? error.message : error}`);
  }
}

/** Of one processor, between two looks. */
function rateOf(from: Mark, to: Mark): number {
  const ms = Math.max(1, to.steadyAt - from.steadyAt);
  return Math.round(Math.max(0, to.sumMs - from.sumMs) / ms * 10_000) / 100;
}
