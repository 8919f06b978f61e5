/** What chored replies: types alone, so that a client that only reads them loads nothing. */

import type { LimitsHeld } from "../job/limits_held.ts";
import type { ResourceLimits } from "../job/resource_limits.ts";
import type { Spec } from "../job/spec.ts";
import type { State } from "../job/state.ts";
import type { ConfinementView, Done, HookView, JobView, OutcomeView } from "./job_views.ts";
import type { Sent, Spooled } from "./input_views.ts";
import type { DebugReply } from "./debug_views.ts";
import type { Verb } from "./messages.ts";
import type { JobRules, RuleView } from "./rule_views.ts";
import type { StatsReply } from "./stats_views.ts";
import type { ReloadReport, SessionView } from "./session_views.ts";
import type { NextTime, TabReply } from "./tab_views.ts";

export type { JobRules, RuleView } from "./rule_views.ts";
export type { Setting, SettingChange } from "../job/session_config.ts";
export type { RefusalCode, ServerMessage } from "./server_messages.ts";
export type { Recovered, ReloadReport, SessionView } from "./session_views.ts";
export type {
  ConfinementView,
  Done,
  HookView,
  JobEvent,
  JobView,
  OutcomeView,
  RunView,
} from "./job_views.ts";

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

/** What `run` says: of a dry run nothing was stored, and its id is 0. */
export interface Ran extends Accepted {
  /** of a dry run: the job as it would be, but the environment */
  readonly spec?: Omit<Spec, "env">;
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

/** What the policy of a session makes of a job. */
export interface PolicyView {
  /** the policy file */
  readonly file: string;
  /** the job's limits, with those of the policy where it has none of its own */
  readonly limits: ResourceLimits;
  /** names of the variables that its command is not given */
  readonly leftOut: readonly string[];
  /** why it would not be started, by the rules that hold now */
  readonly refuses: string | null;
}

/** A job as `show` has it: with all that was asked for, but the environment. */
export interface ShownJob extends JobView {
  readonly spec: Omit<Spec, "env">;
  readonly confinement: ConfinementView | null;
  /** what holds the limits of its newest run; null where it has none, and before its command is about to start */
  readonly limitsHeld: LimitsHeld | null;
  /** what the policy of the session makes of it; null where there is none */
  readonly policy: PolicyView | null;
  /** its rules, and what they have seen */
  readonly rules: readonly RuleView[];
  /** bytes that its newest run printed and no rule saw, since more came than there was time for */
  readonly skippedBytes: number;
  /** those of its newest run */
  readonly hooks: readonly HookView[];
}

/** The reply of each verb. */
export interface Replies {
  readonly run: Ran;
  readonly batch: readonly Accepted[];
  readonly list: Page;
  readonly show: readonly ShownJob[];
  readonly wait: readonly JobView[];
  readonly stop: readonly Done[];
  readonly kill: readonly Done[];
  readonly signal: readonly Done[];
  readonly send: Sent;
  readonly spool: Spooled;
  readonly restart: readonly Done[];
  readonly logging: readonly Done[];
  readonly pause: readonly Done[];
  readonly resume: readonly Done[];
  readonly hold: readonly Done[];
  readonly release: readonly Done[];
  readonly pin: readonly Done[];
  readonly unpin: readonly Done[];
  readonly react: readonly JobRules[];
  readonly now: readonly Done[];
  readonly edit: readonly Done[];
  readonly env: readonly JobEnv[];
  readonly group: readonly GroupView[];
  readonly history: HistoryPage;
  readonly remove: readonly Done[];
  readonly clean: readonly Done[];
  readonly why: readonly Reason[];
  readonly stats: StatsReply;
  /** the subscription is open; its events follow */
  readonly events: null;
  readonly ready: readonly Done[];
  readonly debug: DebugReply;
  readonly unsubscribe: null;
  readonly tab: TabReply;
  readonly next: readonly NextTime[];
  readonly session: SessionView;
  readonly reload: ReloadReport;
  /** sent when all jobs have ended (or are left), just before chored goes */
  readonly shutdown: ShutdownReport;
}
export type ReplyOf<V extends Verb> = Replies[V];
