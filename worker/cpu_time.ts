/** Processor time of a job's processes, finer than the whole seconds that ps(1) may tell. */

import type { ProcessRow } from "../system/ps.ts";

/**
 * Where ps(1) tells whole seconds it tells the share of its life that a process was running too, in
 * thousandths: of a young process that is the finer one. An old one is known to a second.
 */
export class CpuTime {
  /** when each process of the last look was born, as far as was known when it was seen first */
  #births = new Map<number, number>();

  /** `startedAt` is when the job was, by a clock that nobody can set, as all that follows. */
  constructor(readonly startedAt: number) {}

  /** The sum over `rows`, milliseconds. */
  sum(rows: readonly ProcessRow[], now: number): number {
    this.#births = new Map(rows.map((row) => [row.pid, this.#birthOf(row, now)]));
    const times = rows.map((row) => refine(row, now - (this.#births.get(row.pid) ?? now)));
    return Math.round(times.reduce((all, ms) => all + ms, 0));
  }

  /** The same for each look, so that an error of it is none of the difference. */
  #birthOf({ pid, pgid, ageMs = 0 }: ProcessRow, now: number): number {
    const likely = now - ageMs - 500;
    if (pid === pgid && Math.abs(this.startedAt - likely) <= 1000) return this.startedAt;
    const known = this.#births.get(pid);
    // else the number is another's by now
    if (known !== undefined && Math.abs(known - likely) <= 1500) return known;
    return Math.max(likely, Math.min(this.startedAt, now));
  }
}

/** What ps(1) told, moved within its step to where the share of the process's life says. */
function refine({ cpuMs, cpuStepMs, cpuPercent, ageMs }: ProcessRow, livedMs: number): number {
  if (ageMs === undefined || cpuStepMs < 1000) return cpuMs;
  const fine = cpuPercent / 100 * livedMs;
  return Math.min(Math.max(fine, cpuMs), cpuMs + cpuStepMs - 1);
}
