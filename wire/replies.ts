/** What chored replies: types alone, so that a client that only reads them loads nothing. */

import type { Usage } from "../job/run.ts";
import type { State } from "../job/state.ts";
import type { Verb } from "./messages.ts";

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

/** What a chored found when it started: runs of its predecessor. */
export interface Recovered {
  /** runs that go on, and obey the new chored */
  readonly readopted: number;
  /** runs that ended while no chored served, and are known exactly */
  readonly ended: number;
  /** runs whose command had provably not begun, started again */
  readonly startedAgain: number;
  /** runs whose worker died too */
  readonly lost: number;
}

/** What chored tells of itself. */
export interface SessionView {
  /** the session's name */
  readonly session: string;
  /** of the program */
  readonly version: string;
  /** of chored; for information, never as proof of life */
  readonly pid: number;
  /** when it started */
  readonly startedAt: string;
  /** jobs that it keeps */
  readonly jobs: number;
  /** jobs that have a worker */
  readonly active: number;
  /** connections to its socket */
  readonly clients: number;
  /** what it found when it started */
  readonly recovered: Recovered;
}

/** A job that was accepted. */
export interface Accepted {
  /** the job's id */
  readonly id: number;
  /** the job's name */
  readonly name: string;
  /** false where it was there already */
  readonly created: boolean;
  /** its state as the reply was made */
  readonly state: State;
}

/** Why a job is in its state. */
export interface Reason {
  /** the job's id */
  readonly id: number;
  /** the job's name */
  readonly name: string;
  /** one sentence */
  readonly why: string;
}

/** What became of the jobs at chored's end. */
export interface ShutdownReport {
  /** ended within their grace */
  readonly stopped: number;
  /** ended by KILL */
  readonly killed: number;
  /** run on, for the next chored */
  readonly left: number;
}

/** A page of `list`. */
export interface Page {
  /** newest first */
  readonly jobs: readonly JobView[];
  /** ids below this one are on the next page; null on the last */
  readonly before: number | null;
  /** jobs that have ended and are not on a page of the default list */
  readonly older: number;
}

/** The reply of each verb. */
export interface Replies {
  readonly run: Accepted;
  readonly batch: readonly Accepted[];
  readonly list: Page;
  readonly show: readonly JobView[];
  readonly wait: readonly JobView[];
  readonly stop: readonly Done[];
  readonly kill: readonly Done[];
  readonly signal: readonly Done[];
  readonly restart: readonly Done[];
  readonly remove: readonly Done[];
  readonly clean: readonly Done[];
  readonly why: readonly Reason[];
  /** the subscription is open; its events follow */
  readonly events: null;
  readonly session: SessionView;
  /** sent when all jobs have ended (or are left), just before chored goes */
  readonly shutdown: ShutdownReport;
}
export type ReplyOf<V extends Verb> = Replies[V];

/** Why chored says no. */
export type RefusalCode =
  | "bad_request" // its shape is wrong
  | "no_such_job"
  | "name_taken"
  | "wrong_state" // the verb means nothing for a job in that state
  | "limit" // a bound of limits.ts
  | "ending" // chored is on its way out
  | "system"; // the disk, a process

/** chored's side of a client's channel. */
export type ServerMessage =
  | {
    readonly kind: "hello";
    readonly version: number;
    readonly program: string;
    readonly session: string;
    readonly recovered: Recovered;
  }
  | { readonly kind: "reply"; readonly id: number; readonly value: unknown }
  | {
    readonly kind: "refusal";
    readonly id: number;
    readonly code: RefusalCode;
    readonly message: string;
  }
  | { readonly kind: "event"; readonly id: number; readonly event: JobEvent }
  /** this many events were left out, since the client reads too slowly */
  | { readonly kind: "missed"; readonly id: number; readonly count: number };
