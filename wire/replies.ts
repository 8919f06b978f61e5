/** What chored replies: types alone, so that a client that only reads them loads nothing. */

import type { Spec } from "../job/spec.ts";
import type { State } from "../job/state.ts";
import type { Done, JobEvent, JobView, OutcomeView } from "./job_views.ts";
import type { Verb } from "./messages.ts";

export type { Done, JobEvent, JobView, OutcomeView, RunView } from "./job_views.ts";

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

/** The environment of a job. */
export interface JobEnv {
  /** the job's id */
  readonly id: number;
  /** the job's name */
  readonly name: string;
  /** each NAME=VALUE */
  readonly env: readonly string[];
}

/** A group of jobs that share slots. */
export interface GroupView {
  /** its name */
  readonly name: string;
  /** how many it has */
  readonly slots: number;
  /** how many are taken */
  readonly used: number;
  /** jobs that wait for one */
  readonly queued: number;
  /** `open`; `paused`: its jobs are stopped and none begins; `draining`: none begins */
  readonly state: "open" | "paused" | "draining";
}

/** One run, long after its job was cleaned. */
export interface HistoryLine {
  /** the run's id */
  readonly run: number;
  /** the job's id */
  readonly job: number;
  /** the job's name */
  readonly name: string;
  /** the command and its words */
  readonly command: readonly string[];
  /** who submitted it */
  readonly askedBy: string;
  /** the job's state after this run */
  readonly state: State;
  /** how the run ended */
  readonly outcome: OutcomeView;
  /** who ended it, and when */
  readonly endedBy: string | null;
  /** when it began, ISO 8601, UTC */
  readonly startedAt: string | null;
  /** when it ended */
  readonly endedAt: string;
  /** bytes logged from its standard output */
  readonly stdoutBytes: number;
  /** bytes logged from its standard error */
  readonly stderrBytes: number;
}

/** A page of the history, newest first. */
export interface HistoryPage {
  /** newest first */
  readonly lines: readonly HistoryLine[];
  /** runs below this one are on the next page; null on the last */
  readonly before: number | null;
}

/** A job as `show` has it: with all that was asked for, but the environment. */
export interface ShownJob extends JobView {
  readonly spec: Omit<Spec, "env">;
}

/** The reply of each verb. */
export interface Replies {
  readonly run: Accepted;
  readonly batch: readonly Accepted[];
  readonly list: Page;
  readonly show: readonly ShownJob[];
  readonly wait: readonly JobView[];
  readonly stop: readonly Done[];
  readonly kill: readonly Done[];
  readonly signal: readonly Done[];
  readonly restart: readonly Done[];
  readonly pause: readonly Done[];
  readonly resume: readonly Done[];
  readonly hold: readonly Done[];
  readonly release: readonly Done[];
  readonly pin: readonly Done[];
  readonly unpin: readonly Done[];
  readonly now: readonly Done[];
  readonly edit: readonly Done[];
  readonly env: readonly JobEnv[];
  readonly group: readonly GroupView[];
  readonly history: HistoryPage;
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
