/** Statistics as `--json` and the library show them: types alone. */

import type { RunStats, WorkerUse } from "../job/stats.ts";
import type { State } from "../job/state.ts";

export type { RunStats, WorkerUse } from "../job/stats.ts";
export type { Averages, Peaks, Sample } from "../job/series.ts";

/** What the newest run of a job used. */
export interface JobStats {
  /** the job's id */
  readonly id: number;
  /** the job's name */
  readonly name: string;
  /** its state now */
  readonly state: State;
  /** the run; null where it never had any */
  readonly run: number | null;
  /** when that began, ISO 8601, UTC */
  readonly startedAt: string | null;
  /** when it ended */
  readonly endedAt: string | null;
  /** null where nobody could look: it has not begun, or its files are gone */
  readonly stats: RunStats | null;
  /** what its worker uses itself; null where it has none */
  readonly worker: WorkerUse | null;
}

/** Runs of the last hour, or day. */
export interface Period {
  /** runs that began */
  readonly started: number;
  /** runs that ended */
  readonly ended: number;
  /** those of them after which the job was failed, timedout or lost */
  readonly failed: number;
  /** bytes that those that ended had logged */
  readonly loggedBytes: number;
}

/** How a session does. */
export interface SessionStats {
  /** when this was told, ISO 8601, UTC */
  readonly at: string;
  /** how many jobs are in each state in which there are any */
  readonly jobs: Readonly<Partial<Record<State, number>>>;
  /** the oldest job that waits for others or for a slot */
  readonly oldestWaiting: { readonly name: string; readonly createdAt: string } | null;
  /** what has happened in the last 60 minutes */
  readonly hour: Period;
  /** what has happened in the last 24 hours */
  readonly day: Period;
  /** what the jobs that run use, as their workers saw it last */
  readonly running: {
    /** of them; the others had no time to tell */
    readonly jobs: number;
    readonly processes: number;
    /** of one processor */
    readonly cpuPercent: number;
    readonly rssBytes: number;
    /** bytes that they have logged */
    readonly loggedBytes: number;
  };
  /** chored itself */
  readonly chored: {
    readonly pid: number;
    readonly startedAt: string;
    readonly rssBytes: number;
    /** of its own data */
    readonly heapBytes: number;
  };
  /** its workers, as they saw themselves last; their looks at their jobs are in it */
  readonly workers: {
    readonly count: number;
    readonly cpuMs: number;
    readonly rssBytes: number;
  };
}

/** The reply of `stats`. */
export type StatsReply =
  | { readonly of: "jobs"; readonly jobs: readonly JobStats[] }
  | { readonly of: "session"; readonly session: SessionStats };
