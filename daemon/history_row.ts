/** A row of the history as an object. */

import type { Outcome } from "../job/outcome.ts";
import type { State } from "../job/state.ts";

/** One run that has ended, as the history keeps it. */
export interface HistoryRow {
  readonly run: number;
  readonly job: number;
  readonly name: string;
  readonly command: readonly string[];
  readonly askedBy: string;
  readonly state: State;
  readonly outcome: Outcome;
  readonly endedBy: string | null;
  readonly startedAt: number | null;
  readonly endedAt: number;
  readonly stdoutBytes: number;
  readonly stderrBytes: number;
}

export function historyOf(row: Record<string, unknown>): HistoryRow {
  return {
    run: row["run"] as number,
    job: row["job"] as number,
    name: row["name"] as string,
    command: JSON.parse(row["command"] as string) as string[],
    askedBy: row["asked_by"] as string,
    state: row["state"] as State,
    outcome: JSON.parse(row["outcome"] as string) as Outcome,
    endedBy: row["ended_by"] as string | null,
    startedAt: row["started_at"] as number | null,
    endedAt: row["ended_at"] as number,
    stdoutBytes: row["stdout_bytes"] as number,
    stderrBytes: row["stderr_bytes"] as number,
  };
}
