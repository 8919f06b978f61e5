/**
 * The public door of chore: a typed client of chored, and the types of jobs.
 *
 * ```ts
 * import { connect } from "chore";
 *
 * await using session = await connect({ session: "chored" });
 * const { name } = await session.run({ argv: ["sh", "-c", "echo hello; exit 3"] });
 * const [job] = await session.wait(name);
 * console.log(job?.state, job?.exitCode); // failed 3
 * await session.remove(name);
 * ```
 *
 * The program needs read and write of the session's socket, net of `unix:` and its path, read of the base
 * folder for `log`, and env for HOME and CHORE_HOME where no `base` is given; `run` takes the program's environment where none is given.
 *
 * @module
 */

import { Client } from "./wire/client.ts";
import { batchBody, runBody, type RunOptions } from "./wire/run_options.ts";
import { JobVerbs, selection, type Which } from "./wire/job_verbs.ts";
import { Groups } from "./wire/group_client.ts";
import { type EventOptions, type JobEvents, subscribe } from "./wire/event_options.ts";
import { type HistoryOptions, readHistory } from "./wire/history_options.ts";
import { readJobStats, readSessionStats } from "./wire/stats_client.ts";
import type { JobStats, SessionStats } from "./wire/stats_views.ts";
import { JobSources } from "./wire/job_sources.ts";
import { listJobs } from "./wire/list_client.ts";
import { readSessionDump } from "./wire/debug_client.ts";
import type { SessionDump } from "./wire/debug_views.ts";
import { Tab } from "./wire/tab_client.ts";
import type {
  Accepted,
  HistoryLine,
  JobView,
  ReloadReport,
  SessionView,
  ShutdownReport,
} from "./wire/replies.ts";
import { type LogOptions, type LogPiece, readJobLog } from "./logs/job_log.ts";
import type { State } from "./job/state.ts";
import { baseFolder } from "./system/base_folder.ts";
import { sessionPaths } from "./system/paths.ts";

export { Disconnected, Refusal } from "./wire/client.ts";
export type {
  Accepted,
  ConfinementView,
  Done,
  GroupView,
  HistoryLine,
  JobEnv,
  JobEvent,
  JobView,
  OutcomeView,
  PolicyView,
  Reason,
  Recovered,
  RefusalCode,
  ReloadReport,
  RunView,
  SessionView,
  Setting,
  SettingChange,
  ShutdownReport,
} from "./wire/replies.ts";
export type * from "./wire/stats_views.ts";
export type { Measure } from "./job/series.ts";
export type { NextTime, TabProblem, TabReply } from "./wire/tab_views.ts";
export type { Tab } from "./wire/tab_client.ts";
export type { Groups } from "./wire/group_client.ts";
export type { Grep } from "./logs/grep.ts";
export type { LogOptions, LogPiece, LostOutput } from "./logs/job_log.ts";
export type { StreamName } from "./job/timeline.ts";
export type { EventOptions, JobEvents } from "./wire/event_options.ts";
export { EVENT_KINDS, type EventKind } from "./job/event_kind.ts";
export type { Bounded, SessionDump } from "./wire/debug_views.ts";
export type { HistoryOptions } from "./wire/history_options.ts";
export { type InputData, JobVerbs, type Sent, type Which } from "./wire/job_verbs.ts";
export { ACTIVE, FINAL, type FinalState, type State, STATES, WAITING } from "./job/state.ts";
export { type SignalName, SIGNALS } from "./job/signal.ts";
export { CALLED_KINDS, type CalledKind, HOOK_KINDS, type HookKind } from "./job/hook_kinds.ts";
export type { Grant, Walls } from "./job/confinement.ts";
export type { IoPriority, ResourceLimits } from "./job/resource_limits.ts";
export type { Usage } from "./job/run.ts";
export type { EditOptions, RunOptions } from "./wire/run_options.ts";
export type { ReactRule } from "./wire/react_rule.ts";
export type { JobRules, RuleView } from "./wire/rule_views.ts";
export { EXIT } from "./job/exit_code.ts";
export { VERSION } from "./job/version.ts";

/** Which chored to connect to. */
export interface ConnectOptions {
  /** the session's name; `chored` where none is given */
  readonly session?: string;
  /** the base folder; `$CHORE_HOME`, or `$HOME/.config/chore`, where none is given */
  readonly base?: string;
  /** who asks, in words; kept with what is done */
  readonly who?: string;
}

/**
 * Connects to the chored that serves a session.
 *
 * @throws {Deno.errors.NotFound | Deno.errors.ConnectionRefused} where none does
 * @throws {Refusal} where it speaks another version of the protocol
 */
export async function connect(options: ConnectOptions = {}): Promise<Session> {
  const { session = "chored", who = `process ${Deno.pid}` } = options;
  const { socket, runs } = sessionPaths(options.base ?? baseFolder(), session);
  const client = await Client.connect(socket, who);
  await client.hello;
  return new Session(client, { runs });
}

/** A connection to a chored: the verbs of the command line as methods. Each throws {@linkcode Refusal} or {@linkcode Disconnected}. */
export class Session extends JobVerbs {
  readonly #client: Client;
  readonly #sources: JobSources;
  readonly #runs: string;

  /** Use {@linkcode connect}. */
  constructor(client: Client, { runs }: { readonly runs: string }) {
    super(client);
    this.#client = client;
    this.#sources = new JobSources(client);
    this.#runs = runs;
  }

  /** Starts a job; what this returns is durable. */
  run(options: RunOptions): Promise<Accepted> {
    return this.#client.call("run", runBody(options));
  }

  /**
   * Starts many jobs in one round trip and one commit: all of them are accepted, or none, and the
   * {@linkcode Refusal} says which one was the reason. What they do not say for themselves is as in `shared`.
   */
  runMany(
    jobs: readonly RunOptions[],
    shared: Partial<RunOptions> = {},
  ): Promise<readonly Accepted[]> {
    return this.#client.call("batch", batchBody(jobs, shared));
  }

  /** All that has not ended and the last that have; with `states`, the jobs in those; with `hooks`, also the hooks of others. */
  list(
    states?: readonly State[],
    options: { readonly hooks?: boolean } = {},
  ): Promise<readonly JobView[]> {
    return listJobs(this.#client, { states, ...options });
  }

  /** All about these jobs. */
  show(jobs: Which): Promise<readonly JobView[]> {
    return this.#client.call("show", { jobs: selection(jobs), usage: true });
  }

  /** Resolves once all of these jobs have ended, or with `any` the first; with `until: "start"` once they run, or never will. */
  wait(
    jobs: Which,
    options: { readonly any?: boolean; readonly until?: "start" | "end" } = {},
  ): Promise<readonly JobView[]> {
    const { any = false, until = "end" } = options;
    return this.#client.call("wait", { jobs: selection(jobs), any, until });
  }

  /** What happens to these jobs (to all, where none are named), from now on or from earlier, without a gap, until the loop is left. */
  events(jobs?: Which, options: EventOptions = {}): Promise<JobEvents> {
    return subscribe(this.#client, jobs, options);
  }

  /**
   * What a job has written, both streams in the order in which they came, and with `follow` what it
   * writes until it has ended. It is read from the files, a piece when it is asked for: a slow reader
   * holds up nobody, and is told of what was rotated away meanwhile.
   *
   * @throws {Refusal} where there is no such job
   * @throws {RangeError} where it has no such run
   */
  log(job: string | number, options: LogOptions = {}): AsyncIterable<LogPiece> {
    return readJobLog({ ...this.#sources.of(job), runs: this.#runs }, options);
  }

  /** What chored tells of itself. */
  session(): Promise<SessionView> {
    return this.#client.call("session", {});
  }

  /** What the newest runs of these jobs used, at most 256 of them, also of those that have ended. */
  stats(jobs: Which): Promise<readonly JobStats[]> {
    return readJobStats(this.#client, jobs);
  }

  /** How the session does: its jobs, what happened lately, and what chored and its workers use. */
  sessionStats(): Promise<SessionStats> {
    return readSessionStats(this.#client);
  }

  /** What chored knows of itself: queues, channels, timers, counts against their bounds. */
  debug(): Promise<SessionDump> {
    return readSessionDump(this.#client);
  }

  /** Lets chored read chore.toml again. @throws {Refusal} where something is wrong in it, with a line for each: the old one stays */
  reload(): Promise<ReloadReport> {
    return this.#client.call("reload", {});
  }

  /** The runs that have ended, the newest first, also those of jobs that are forgotten; chored is asked page by page. */
  async *history(options: HistoryOptions = {}): AsyncIterable<HistoryLine> {
    yield* readHistory(this.#client, options);
  }

  /** The groups of jobs, and their slots. */
  get groups(): Groups {
    return new Groups(this.#client);
  }

  /** The table of timed jobs. */
  get tab(): Tab {
    return new Tab(this.#client);
  }

  /** Ends chored, and its jobs unless they are to be kept for the next. */
  shutdown(options: { readonly keepJobs?: boolean } = {}): Promise<ShutdownReport> {
    return this.#client.call("shutdown", options);
  }

  /** Ends the connection. */
  close(): void {
    this.#client.close();
  }

  /** Ends the connection. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Ends the connection. */
  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }
}
