/** What a job uses: the rows of its process group, summed. */

import type { EndedState, Usage } from "../job/run.ts";
import type { ProcessRow } from "../system/ps.ts";

interface Bytes {
  readonly stdoutBytes: number;
  readonly stderrBytes: number;
}

/** The usage at `at`; nice and priority are those of the first process, which is the job itself while it lives. */
export function sumUsage(rows: readonly ProcessRow[], bytes: Bytes, given: { at: number }): Usage {
  const living = rows.filter((row) => !row.isZombie);
  const sum = (of: (row: ProcessRow) => number) => living.reduce((all, row) => all + of(row), 0);
  const first = living.find((row) => row.pid === row.pgid) ?? living[0];
  return {
    at: given.at,
    processes: living.length,
    threads: sum((row) => row.threads),
    cpuPercent: round(sum((row) => row.cpuPercent)),
    memoryPercent: round(sum((row) => row.memoryPercent)),
    cpuMs: sum((row) => row.cpuMs),
    rssBytes: sum((row) => row.rssBytes),
    virtualBytes: sum((row) => row.virtualBytes),
    nice: first?.nice ?? 0,
    priority: first?.priority ?? 0,
    stdoutBytes: bytes.stdoutBytes,
    stderrBytes: bytes.stderrBytes,
  };
}

/** The usage of a job that has ended: what it counted up stays, as far as somebody asked for it while it ran. */
export function endUsage(
  ended: EndedState,
  last: Usage | undefined,
): Usage & { droppedBytes: number } {
  return {
    ...sumUsage([], ended, { at: ended.endedAt }),
    cpuMs: last?.cpuMs ?? 0,
    droppedBytes: ended.droppedBytes,
  };
}

/** ps(1) gives one decimal place. */
function round(percent: number): number {
  return Math.round(percent * 10) / 10;
}
