/** Jobs and runs as `--json` and the library show them: types alone. */

import type { State } from "../job/state.ts";
import type { Usage } from "../job/run.ts";

/** One run, as `--json` shows it. Times are ISO 8601, UTC. */
export interface RunView {
  /** its id, and the name of its folder */
  readonly run: number;
  /** of the job's first process; null until it started */
  readonly pid: number | null;
  /** when its command began */
  readonly startedAt: string | null;
  /** when its command ended, or was found to have ended */
  readonly endedAt: string | null;
  /** null while it runs */
  readonly outcome: OutcomeView | null;
  /** bytes logged from its standard output */
  readonly stdoutBytes: number;
  /** bytes logged from its standard error */
  readonly stderrBytes: number;
  /** bytes that the job wrote and no file could take, for want of room */
  readonly droppedBytes: number;
  /** processes of the job outlived it */
  readonly leftBehind: boolean;
  /** who stopped, killed or signalled it last, and when */
  readonly endedBy: string | null;
}

/** How a run ended. */
export interface OutcomeView {
  /** `exited`, `signaled`, `refused` (it could not start) or `lost` (nobody saw its end) */
  readonly kind: "exited" | "signaled" | "refused" | "lost";
  /** the exit code of one that exited */
  readonly code: number | null;
  /** the name of the signal that ended it */
  readonly signal: string | null;
  /** why it could not start, or is lost */
  readonly reason: string | null;
}

/** One job, as `--json` shows it. */
export interface JobView {
  /** never used twice in a session */
  readonly id: number;
  /** unique among the jobs that the session keeps */
  readonly name: string;
  /** where its life stands */
  readonly state: State;
  /** the command and its words */
  readonly command: readonly string[];
  /** the folder it starts in */
  readonly cwd: string;
  /** the group whose slots it takes */
  readonly group: string;
  /** it stays until somebody removes it */
  readonly pinned: boolean;
  /** more begins sooner */
  readonly priority: number;
  /** slots of its group that it takes while it runs */
  readonly slots: number;
  /** its next time, where it waits for one */
  readonly nextAt: string | null;
  /** the jobs that it waits for, or waited for */
  readonly after: readonly { readonly name: string; readonly when: string }[];
  /** when it was accepted */
  readonly createdAt: string;
  /** who submitted it */
  readonly createdBy: string;
  /** one sentence: what it waits for, or how it ended */
  readonly why: string;
  /** the exit code that `wait` gives for it; null while it has not ended */
  readonly exitCode: number | null;
  /** newest last; `list` gives the newest alone */
  readonly runs: readonly RunView[];
  /** what its processes use now, where that was asked for */
  readonly usage?: Usage;
}

/** What became of one job that a verb was for. */
export interface Done {
  /** the job's id */
  readonly id: number;
  /** the job's name */
  readonly name: string;
  /** its state now */
  readonly state: State;
  /** in words, where the verb did less than was asked: it had ended already */
  readonly note?: string;
}

/** A change of a job's state. */
export interface JobEvent {
  /** when, ISO 8601, UTC */
  readonly at: string;
  /** the job's id */
  readonly id: number;
  /** the job's name */
  readonly name: string;
  /** its state now */
  readonly state: State;
  /** its state before; null for a new job */
  readonly was: State | null;
  /** its newest run */
  readonly run: number | null;
  /** one sentence */
  readonly why: string;
}
