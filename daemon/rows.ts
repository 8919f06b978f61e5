/** The rows of the store as objects, and what of them may change. */

import type { Ender, Outcome } from "../job/outcome.ts";
import type { Rule } from "../job/reaction.ts";
import type { WorkerMode } from "../job/run.ts";
import { type Spec, SPEC_DEFAULTS } from "../job/spec.ts";
import type { State } from "../job/state.ts";
import { hookOf, type HookRow } from "./hook_row.ts";
import { type RulesState, rulesStateOf } from "./rules_state.ts";

/** The spec but the environment: that is large, private, and read only to start the job. */
export type StoredSpec = Omit<Spec, "env">;

export interface JobRow {
  readonly id: number;
  readonly request: string;
  readonly name: string;
  readonly state: State;
  readonly spec: StoredSpec;
  readonly group: string;
  readonly priority: number;
  readonly slots: number;
  /** when something is due for it: its time, the end of a pause, a deadline */
  readonly wakeAt: number | null;
  /** its next time, where it repeats and `wakeAt` is something else: while it waits, is queued, or pauses before another attempt */
  readonly cronAt: number | null;
  /** times that passed while it ran, and are still to be run */
  readonly missed: number;
  /** starts in a row by its restart policy, the one that runs not among them */
  readonly starts: number;
  /** those of them that count against its attempts */
  readonly tries: number;
  /** when the first that counts was */
  readonly triesSince: number | null;
  readonly pinned: boolean;
  /** the newest run */
  readonly run: number | null;
  /** who wants it started again once it has ended */
  readonly again: string | null;
  /** why it is to be paused once it runs: `paused by ann` */
  readonly pauseBy: string | null;
  /** when its newest run said that it is ready */
  readonly readyAt: number | null;
  readonly why: string;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly endedAt: number | null;
  readonly seenAt: number | null;
  /** what it is known by to the choretab that made it */
  readonly tab: string | null;
  /** its line there; null where that is gone, or never was */
  readonly tabLine: number | null;
  /** what its rules have seen; null where it never had any */
  readonly rules: RulesState | null;
  /** null for a job of its own */
  readonly hook: HookRow | null;
}

export interface RunRow {
  readonly id: number;
  readonly job: number;
  /** NAME-DATE, as its files are called */
  readonly label: string;
  readonly mode: WorkerMode;
  readonly attempts: number;
  readonly pid: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly outcome: Outcome | null;
  readonly stdoutBytes: number;
  readonly stderrBytes: number;
  readonly droppedBytes: number;
  readonly leftBehind: boolean;
  readonly ender: Ender | null;
  /** who ended it, and when */
  readonly endedBy: string | null;
  /** it is to end: from TERM to KILL, milliseconds */
  readonly stopMs: number | null;
  /** the last reaction of its worker that was taken */
  readonly reactionsTaken: number;
  /** the rules of its worker, where they are other ones than in its ticket */
  readonly watch: readonly Rule[] | null;
  /** the run whose output it is fed */
  readonly inputRun: number | null;
}

export type Value = string | number | null;
type Columns<Row> = { [K in keyof Row]?: Row[K] };

export const JOB_COLUMNS = {
  state: "state",
  spec: "spec",
  pinned: "pinned",
  run: "run",
  again: "again",
  pauseBy: "pause_by",
  readyAt: "ready_at",
  why: "why",
  group: "grp",
  priority: "priority",
  slots: "slots",
  wakeAt: "wake_at",
  cronAt: "cron_at",
  missed: "missed",
  starts: "starts",
  tries: "tries",
  triesSince: "tries_since",
  endedAt: "ended_at",
  seenAt: "seen_at",
  tab: "tab",
  tabLine: "tab_line",
  rules: "rules",
} as const;

export const RUN_COLUMNS = {
  mode: "mode",
  attempts: "attempts",
  pid: "pid",
  startedAt: "started_at",
  endedAt: "ended_at",
  outcome: "outcome",
  stdoutBytes: "stdout_bytes",
  stderrBytes: "stderr_bytes",
  droppedBytes: "dropped_bytes",
  leftBehind: "left_behind",
  ender: "ender",
  endedBy: "ended_by",
  stopMs: "stop_ms",
  reactionsTaken: "reactions_taken",
  watch: "watch",
  inputRun: "input_run",
} as const;

export type JobChange = Columns<Pick<JobRow, keyof typeof JOB_COLUMNS>>;
export type RunChange = Columns<Pick<RunRow, keyof typeof RUN_COLUMNS>>;

export interface NewRun {
  /** only where it is known from before */
  readonly id?: number;
  readonly job: number;
  readonly label: string;
}

export interface NewJob {
  /** only where it is known from before */
  readonly id?: number;
  readonly request: string;
  readonly name: string;
  readonly state: State;
  readonly wakeAt?: number | null;
  readonly hook?: HookRow | null;
  readonly spec: Spec;
  readonly why: string;
  readonly createdAt: number;
  readonly createdBy: string;
}

/** A value as SQLite takes it. */
export function stored(value: unknown): Value {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "object" && value !== null) return JSON.stringify(value);
  return value as Value;
}

export function jobOf(row: Record<string, unknown>): JobRow {
  return {
    id: row["id"] as number,
    request: row["request"] as string,
    name: row["name"] as string,
    state: row["state"] as State,
    spec: { ...SPEC_DEFAULTS, ...JSON.parse(row["spec"] as string) as StoredSpec },
    group: row["grp"] as string,
    priority: row["priority"] as number,
    slots: row["slots"] as number,
    wakeAt: row["wake_at"] as number | null,
    cronAt: row["cron_at"] as number | null,
    missed: row["missed"] as number,
    starts: row["starts"] as number,
    tries: row["tries"] as number,
    triesSince: row["tries_since"] as number | null,
    pinned: row["pinned"] === 1,
    run: row["run"] as number | null,
    again: row["again"] as string | null,
    pauseBy: row["pause_by"] as string | null,
    readyAt: row["ready_at"] as number | null,
    why: row["why"] as string,
    createdAt: row["created_at"] as number,
    createdBy: row["created_by"] as string,
    endedAt: row["ended_at"] as number | null,
    seenAt: row["seen_at"] as number | null,
    tab: row["tab"] as string | null,
    tabLine: row["tab_line"] as number | null,
    rules: rulesStateOf(row["rules"] as string | null | undefined),
    hook: hookOf(row),
  };
}

export function runOf(row: Record<string, unknown>): RunRow {
  const outcome = row["outcome"] as string | null;
  return {
    id: row["id"] as number,
    job: row["job"] as number,
    label: row["label"] as string,
    mode: row["mode"] as WorkerMode,
    attempts: row["attempts"] as number,
    pid: row["pid"] as number | null,
    startedAt: row["started_at"] as number | null,
    endedAt: row["ended_at"] as number | null,
    outcome: outcome === null ? null : JSON.parse(outcome) as Outcome,
    stdoutBytes: row["stdout_bytes"] as number,
    stderrBytes: row["stderr_bytes"] as number,
    droppedBytes: row["dropped_bytes"] as number,
    leftBehind: row["left_behind"] === 1,
    ender: row["ender"] as Ender | null,
    endedBy: row["ended_by"] as string | null,
    stopMs: row["stop_ms"] as number | null,
    reactionsTaken: row["reactions_taken"] as number,
    watch: JSON.parse(row["watch"] as string | null ?? "null") as readonly Rule[] | null,
    inputRun: row["input_run"] as number | null,
  };
}
