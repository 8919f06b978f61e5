/** The statistics of a run: `w/stats`, and what a worker answers when it is asked for them. */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import {
  CountShape as count,
  ShareShape as share,
  SumShape as sum,
  TimeShape as time,
} from "./number_shape.ts";
import { type Usage, UsageShape } from "./run.ts";
import type { Averages, Peaks, Sample, Series } from "./series.ts";

/** What a worker itself uses. */
export interface WorkerUse {
  /** its process id, for information */
  readonly pid: number;
  /** processor time so far, that of its looks at the job among it; milliseconds */
  readonly cpuMs: number;
  /** resident set size, bytes */
  readonly rssBytes: number;
}

/** What a run used, as far as anybody looked. */
export interface RunStats {
  /** the newest; of a run that has ended, what stays of it: processor time and bytes */
  readonly usage: Usage;
  /** the largest that was seen */
  readonly peaks: Peaks;
  /** over the time that was looked at */
  readonly averages: Averages;
  /** oldest first */
  readonly samples: readonly Sample[];
}

/** The answer to the order `stats`. */
export interface StatsAnswer extends RunStats {
  readonly worker: WorkerUse | null;
}

/** `w/stats`: the usage, and beside it all that a worker needs to go on. */
export type StatsRecord = Usage & {
  readonly droppedBytes?: number | undefined;
  /** without these two it was too short for a look */
  readonly averages?: Averages | undefined;
  readonly series?: Series | undefined;
};

const SampleShape: v.GenericSchema<Sample> = v.object({
  at: time,
  ms: share,
  cpuPercent: share,
  cpuPercentPeak: share,
  cpuMs: count,
  rssBytes: count,
  rssBytesPeak: count,
  virtualBytes: count,
  processes: count,
  threads: count,
  state: v.pipe(v.string(), v.maxLength(1)),
  measures: count,
});

const samples = v.pipe(v.array(SampleShape), v.maxLength(LIMITS.samples));

const PeaksShape: v.GenericSchema<Peaks> = v.object({
  cpuPercent: share,
  rssBytes: count,
  virtualBytes: count,
  processes: count,
  threads: count,
});

const AveragesShape: v.GenericSchema<Averages> = v.object({
  cpuPercent: share,
  rssBytes: count,
  processes: share,
});

const SeriesShape: v.GenericSchema<Series> = v.object({
  samples,
  measuresPerSample: v.pipe(count, v.minValue(1)),
  peaks: PeaksShape,
  sums: v.object({ ms: count, cpuPercent: sum, rssBytes: sum, processes: sum }),
});

export const StatsRecordShape: v.GenericSchema<unknown, StatsRecord> = v.intersect([
  UsageShape,
  v.object({
    droppedBytes: v.optional(count),
    averages: v.optional(AveragesShape),
    series: v.optional(SeriesShape),
  }),
]);

export const StatsAnswerShape: v.GenericSchema<StatsAnswer> = v.object({
  usage: UsageShape,
  peaks: PeaksShape,
  averages: AveragesShape,
  samples,
  worker: v.nullable(v.object({ pid: count, cpuMs: count, rssBytes: count })),
});
