/** Small files about a run that somebody may read: useful, and never worth a job. */

import type { Usage } from "../job/run.ts";
import type { StatsRecord } from "../job/stats.ts";
import { writeWhole } from "../system/durable.ts";
import type { RunPaths } from "../system/paths.ts";

export function writePid(paths: RunPaths, pid: number): void {
  attempt(() => writeWhole(paths.w, "pid", { text: `${pid}\n` }));
}

export function writeStats(paths: RunPaths, stats: Usage | StatsRecord): void {
  attempt(() => writeWhole(paths.w, "stats", { text: `${JSON.stringify(stats)}\n` }));
}

export function writeDebug(paths: RunPaths, dump: object): void {
  attempt(() => writeWhole(paths.w, "debug", { text: `${JSON.stringify(dump, null, 2)}\n` }));
}

function attempt(write: () => void): void {
  try {
    write();
  } catch {
    // a full disk or a deleted folder: the job's output and its final record complain of it
  }
}
