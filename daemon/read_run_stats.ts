/** Reads what a worker left of the statistics of its run, without trusting it. */

import { averagesOf, EMPTY_SERIES, thinTo } from "../job/series.ts";
import { type StatsAnswer, StatsRecordShape } from "../job/stats.ts";
import { LIMITS } from "../limits.ts";
import type { RunPaths } from "../system/paths.ts";
import { readGivenRecord } from "./records.ts";

/** Undefined where there is none that could be read. */
export async function readRunStats(
  paths: RunPaths,
  { samples }: { readonly samples: number },
): Promise<StatsAnswer | undefined> {
  await breath();
  try {
    const record = readGivenRecord(paths.stats, {
      shape: StatsRecordShape,
      most: LIMITS.statsBytes,
    });
    if (record === undefined) return undefined;
    const { series = EMPTY_SERIES, averages: _, droppedBytes: __, ...usage } = record;
    return {
      usage,
      peaks: series.peaks,
      averages: averagesOf(series),
      samples: [...thinTo(series.samples, samples)],
      worker: null,
    };
  } catch {
    return undefined; // no right to read it, or no file: it tells nothing
  }
}

/** Hundreds of files must not keep others waiting: their requests come in between. */
let turn: Promise<void> = Promise.resolve();

function breath(): Promise<void> {
  return turn = turn.then(() => new Promise((resolve) => setTimeout(resolve)));
}
