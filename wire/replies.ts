/** What chored replies: types alone, so that a client that only reads them loads nothing. */

import type { Outcome } from "../job/outcome.ts";
import type { Usage } from "../job/run.ts";
import type { State } from "../job/state.ts";
import type { Verb } from "./messages.ts";

/** One run, as `--json` shows it. Times are ISO 8601, UTC. */
export interface RunView {
  readonly run: number;
  readonly pid: number | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly outcome: OutcomeView | null;
  readonly stdoutBytes: number;
  readonly stderrBytes: number;
  /** bytes that the job wrote and no file could take, for want of room */
  readonly droppedBytes: number;
  /** processes of the job outlived it */
  readonly leftBehind: boolean;
  /** who stopped, killed or signalled it last, and when */
  readonly endedBy: string | null;
}

export interface OutcomeView {
  readonly kind: Outcome["kind"];
  readonly code: number | null;
  readonly signal: string | null;
  readonly reason: string | null;
}

/** One job, as `--json` shows it. */
export interface JobView {
  readonly id: number;
  readonly name: string;
  readonly state: State;
  readonly command: readonly string[];
  readonly cwd: string;
  readonly group: string;
  readonly pinned: boolean;
  readonly createdAt: string;
  /** who submitted it */
  readonly createdBy: string;
  /** one sentence: what it waits for, or how it ended */
  readonly why: string;
  /** the exit code that `wait` gives for it; null while it has not ended */
  readonly exitCode: number | null;
  /** newest last; `list` gives the newest alone */
  readonly runs: readonly RunView[];
  readonly usage?: Usage;
}

/** What became of one job that a verb was for. */
export interface Done {
  readonly id: number;
  readonly name: string;
  readonly state: State;
  /** in words, where the verb did less than was asked: it had ended already */
  readonly note?: string;
}

/** A change of a job's state. */
export interface JobEvent {
  readonly at: string;
  readonly id: number;
  readonly name: string;
  readonly state: State;
  readonly was: State | null;
  readonly run: number | null;
  readonly why: string;
}

/** What a chored found when it started. */
export interface Recovered {
  readonly readopted: number;
  readonly ended: number;
  readonly startedAgain: number;
  readonly lost: number;
}

export interface SessionView {
  readonly session: string;
  readonly version: string;
  readonly pid: number;
  readonly startedAt: string;
  readonly jobs: number;
  readonly active: number;
  readonly clients: number;
  readonly recovered: Recovered;
}

export interface Replies {
  readonly run: {
    readonly id: number;
    readonly name: string;
    readonly created: boolean;
    readonly state: State;
  };
  readonly list: {
    readonly jobs: readonly JobView[]; /** ids below this one were left out */
    readonly before: number | null;
  };
  readonly show: readonly JobView[];
  readonly wait: readonly JobView[];
  readonly stop: readonly Done[];
  readonly kill: readonly Done[];
  readonly signal: readonly Done[];
  readonly restart: readonly Done[];
  readonly remove: readonly Done[];
  readonly clean: readonly Done[];
  readonly why: readonly { readonly id: number; readonly name: string; readonly why: string }[];
  /** the subscription is open; its events follow */
  readonly events: null;
  readonly session: SessionView;
  /** sent when all jobs have ended (or are left), just before chored goes */
  readonly shutdown: { readonly stopped: number; readonly killed: number; readonly left: number };
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
