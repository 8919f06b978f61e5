/** Jobs and runs as `--json` and the library show them: types alone. */

import type { EventKind } from "../job/event_kind.ts";
import type { CalledKind } from "../job/hook_kinds.ts";
import type { Walls } from "../job/confinement.ts";
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
  /** why it could not start, or is lost; `oom`, `cpu limit`, `fsize limit` or `seccomp` where that ended it */
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
  /** its line in the choretab; null where it is of none */
  readonly tab: { readonly line: number } | null;
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
  /** when its newest run said that it is ready; null where it has not */
  readonly readyAt: string | null;
  /** of which job and run it is a hook, or tells somebody, where it tells of one alone; null for a job of its own */
  readonly hook: {
    readonly kind: CalledKind;
    readonly of: { readonly job: number | null; readonly run: number | null };
  } | null;
  /** the exit code that `wait` gives for it, which is not 0 where it failed; null while it has not ended */
  readonly exitCode: number | null;
  /** newest last; `list` gives the newest alone */
  readonly runs: readonly RunView[];
  /** its output is not simply written: switched `off`, or `blocked`, waiting for room; told by `show` and `why` */
  readonly logging?: "off" | "blocked";
  /** how it is confined; null where it is not; told by `show` */
  readonly confinement?: ConfinementView | null;
  /** what its processes use now, where that was asked for */
  readonly usage?: Usage;
}

/** How a job is confined. */
export interface ConfinementView {
  /** what its user, or a profile, asked for, in words */
  readonly asked: string;
  /** what does it; null where this system has nothing, and the job cannot run */
  readonly backend: string | null;
  /** what stands around it */
  readonly walls: Walls;
  /** where that is other than what was asked for, since it cannot be kept apart; a sentence each */
  readonly differs: readonly string[];
}

/** One hook of a job's newest run. */
export interface HookView {
  /** when it runs */
  readonly kind: CalledKind;
  /** its own id, as it is a job */
  readonly id: number;
  /** its name */
  readonly name: string;
  /** its state now */
  readonly state: State;
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

/** What has happened to a job: a change of its state, or what `kind` says. */
export interface JobEvent {
  /** its number, which only rises; after it a later subscription can go on */
  readonly seq: number;
  /** what it is of */
  readonly kind: EventKind;
  /** when, ISO 8601, UTC */
  readonly at: string;
  /** the job's id */
  readonly id: number;
  /** the job's name */
  readonly name: string;
  /** the group that it was in */
  readonly group: string;
  /** its state now */
  readonly state: State;
  /** its state before; null for a new job, and where it has not changed */
  readonly was: State | null;
  /** its newest run */
  readonly run: number | null;
  /** one sentence */
  readonly why: string;
}
