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
 * The program needs read and write of the session's socket, net of `unix:` and its path, and env for
 * HOME and CHORE_HOME where no `base` is given; `run` takes the program's environment where none is given.
 *
 * @module
 */

import { Client } from "./wire/client.ts";
import { batchBody, runBody, type RunOptions } from "./wire/run_options.ts";
import type { RequestInput } from "./wire/messages.ts";
import type {
  Accepted,
  Done,
  JobEvent,
  JobView,
  Reason,
  SessionView,
  ShutdownReport,
} from "./wire/replies.ts";
import type { SignalName } from "./job/signal.ts";
import type { State } from "./job/state.ts";
import { sessionPaths } from "./system/paths.ts";

export { Disconnected, Refusal } from "./wire/client.ts";
export type {
  Accepted,
  Done,
  JobEvent,
  JobView,
  OutcomeView,
  Reason,
  Recovered,
  RefusalCode,
  RunView,
  SessionView,
  ShutdownReport,
} from "./wire/replies.ts";
export { ACTIVE, FINAL, type FinalState, type State, STATES, WAITING } from "./job/state.ts";
export { type SignalName, SIGNALS } from "./job/signal.ts";
export type { Usage } from "./job/run.ts";
export type { RunOptions } from "./wire/run_options.ts";
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

/** A name or an id, or several. */
export type Which = string | number | readonly (string | number)[];

/** Changes of jobs, as they happen; leaving the loop over them ends the subscription. */
export interface JobEvents extends AsyncIterable<JobEvent> {
  /** events that were left out, since the reader was too slow */
  readonly missed: number;
}

/**
 * Connects to the chored that serves a session.
 *
 * @throws {Deno.errors.NotFound | Deno.errors.ConnectionRefused} where none does
 * @throws {Refusal} where it speaks another version of the protocol
 */
export async function connect(options: ConnectOptions = {}): Promise<Session> {
  const { session = "chored", who = `process ${Deno.pid}` } = options;
  const { socket } = sessionPaths(options.base ?? baseFolder(), session);
  const client = await Client.connect(socket, who);
  await client.hello;
  return new Session(client);
}

/** A connection to a chored: the verbs of the command line as methods. Each throws {@linkcode Refusal} or {@linkcode Disconnected}. */
export class Session {
  readonly #client: Client;

  /** Use {@linkcode connect}. */
  constructor(client: Client) {
    this.#client = client;
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

  /** All that has not ended and the last that have; with `states`, the jobs in those. */
  async list(states?: readonly State[]): Promise<readonly JobView[]> {
    return (await this.#client.call("list", states === undefined ? {} : { states: [...states] }))
      .jobs;
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

  /** TERM, and KILL after the grace; resolves at once, see {@linkcode wait}. */
  stop(jobs: Which, options: { readonly graceMs?: number } = {}): Promise<readonly Done[]> {
    return this.#client.call("stop", { jobs: selection(jobs), ...options });
  }

  /** KILL, at once. */
  kill(jobs: Which): Promise<readonly Done[]> {
    return this.#client.call("kill", { jobs: selection(jobs) });
  }

  /** Sends a signal to all processes of these jobs. */
  signal(jobs: Which, signal: SignalName): Promise<readonly Done[]> {
    return this.#client.call("signal", { jobs: selection(jobs), signal });
  }

  /** Begins a new run of jobs that have ended; those that run are stopped first. */
  restart(jobs: Which): Promise<readonly Done[]> {
    return this.#client.call("restart", { jobs: selection(jobs) });
  }

  /** STOP to the processes of these jobs; their time limits stand still. */
  pause(jobs: Which): Promise<readonly Done[]> {
    return this.#client.call("pause", { jobs: selection(jobs) });
  }

  /** CONT to the processes of these jobs. */
  resume(jobs: Which): Promise<readonly Done[]> {
    return this.#client.call("resume", { jobs: selection(jobs) });
  }

  /** These jobs, which wait, do not begin until they are released. */
  hold(jobs: Which): Promise<readonly Done[]> {
    return this.#client.call("hold", { jobs: selection(jobs) });
  }

  /** Lets go of held jobs. */
  release(jobs: Which): Promise<readonly Done[]> {
    return this.#client.call("release", { jobs: selection(jobs) });
  }

  /** Forgets jobs, their runs and files; with `force` those that run are stopped first. */
  remove(jobs: Which, options: { readonly force?: boolean } = {}): Promise<readonly Done[]> {
    return this.#client.call("remove", { jobs: selection(jobs), force: options.force ?? false });
  }

  /** Forgets all jobs that have ended and are not pinned. */
  clean(): Promise<readonly Done[]> {
    return this.#client.call("clean", {});
  }

  /** One sentence a job: what it waits for, or how it ended. */
  why(jobs: Which): Promise<readonly Reason[]> {
    return this.#client.call("why", { jobs: selection(jobs) });
  }

  /** The changes of these jobs (of all, where none are named) from now on, until the loop over them is left. */
  events(jobs?: Which): Promise<JobEvents> {
    return this.#client.events(jobs === undefined ? { names: [], all: true } : selection(jobs));
  }

  /** What chored tells of itself. */
  session(): Promise<SessionView> {
    return this.#client.call("session", {});
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

function selection(jobs: Which): RequestInput<"show">["jobs"] {
  const names = Array.isArray(jobs) ? jobs : [jobs];
  return { names: names.map(String), all: false };
}

function baseFolder(): string {
  const base = Deno.env.get("CHORE_HOME") ?? `${Deno.env.get("HOME") ?? ""}/.config/chore`;
  if (!base.startsWith("/")) {
    throw new Error("Cannot find the base folder: neither CHORE_HOME nor HOME is an absolute path");
  }
  return base;
}
