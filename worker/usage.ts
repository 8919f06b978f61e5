/** What a job uses: the rows of its process group, summed. */

import type { EndedState, Usage } from "../job/run.ts";
import type { ProcessRow } from "../system/ps.ts";

interface Bytes {
  readonly stdoutBytes: number;
  readonly stderrBytes: number;
}

/** Processor time as the caller knows it: the rows cannot tell that of processes that are gone. */
interface Measured {
  /** milliseconds since 1970 */
  readonly at: number;
  readonly cpuMs: number;
  /** of one processor, since the look before */
  readonly cpuPercent: number;
}

/** The usage; nice and priority are those of the first process, which is the job itself while it lives. */
export function sumUsage(rows: readonly ProcessRow[], bytes: Bytes, measured: Measured): Usage {
  const living = rows.filter((row) => !row.isZombie);
  const sum = (of: (row: ProcessRow) => number) => living.reduce((all, row) => all + of(row), 0);
  const first = living.find((row) => row.pid === row.pgid) ?? living[0];
  return {
    at: measured.at,
    processes: living.length,
    threads: sum((row) => row.threads),
    cpuPercent: round(measured.cpuPercent),
    memoryPercent: round(sum((row) => row.memoryPercent)),
    cpuMs: measured.cpuMs,
    rssBytes: sum((row) => row.rssBytes),
    virtualBytes: sum((row) => row.virtualBytes),
    nice: first?.nice ?? 0,
    priority: first?.priority ?? 0,
    stdoutBytes: bytes.stdoutBytes,
    stderrBytes: bytes.stderrBytes,
  };
}

/** The usage of a job that has ended: what it had counted up stays, as far as it was seen. */
export function endUsage(
  ended: EndedState,
  { cpuMs }: { readonly cpuMs: number },
): Usage & { droppedBytes: number } {
  const measured = { at: ended.endedAt, cpuMs, cpuPercent: 0 };
  return { ...sumUsage([], ended, measured), droppedBytes: ended.droppedBytes };
}

/** The letter that says most of a group: one that runs makes it run; it is stopped when all are. */
export function stateOf(rows: readonly ProcessRow[]): string {
  const letters = new Set(rows.map(({ state }) => state));
  return ["R", "D", "S", "I", "T", "t", "Z"].find((letter) => letters.has(letter)) ??
    rows[0]?.state ?? "";
}

/** One decimal place, as ps(1) gives it. */
function round(percent: number): number {
  return Math.round(percent * 10) / 10;
}
