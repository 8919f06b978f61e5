/** The verbs that are for jobs, for a program: as methods, each with a name or an id, or several. */

import type { SignalName } from "../job/signal.ts";
import type { Client } from "./client.ts";
import { type InputData, sendData, spoolData } from "./input_client.ts";
import type { Sent } from "./input_views.ts";
import type { RequestInput } from "./messages.ts";
import { type ReactRule, ruleBody } from "./react_rule.ts";
import type { Done, JobEnv, JobRules, Reason } from "./replies.ts";
import { editBody, type EditOptions } from "./run_options.ts";

export type { InputData } from "./input_client.ts";
export type { Sent } from "./input_views.ts";

/** A name or an id, or several. */
export type Which = string | number | readonly (string | number)[];

/** What can be done with jobs. Each method throws `Refusal` or `Disconnected`. */
export class JobVerbs {
  readonly #client: Client;

  /** Use `connect()`. */
  constructor(client: Client) {
    this.#client = client;
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

  /**
   * Sends to the standard input of a job that runs and has `pipe` or `fifo`; resolves once its pipe has all
   * of it, which may take as long as the job likes. With `eof` the job then reads the end of its input.
   */
  send(
    job: string | number,
    data: InputData,
    options: { readonly eof?: boolean } = {},
  ): Promise<Sent> {
    return sendData(this.#client, data, { job: String(job), eof: options.eof ?? false });
  }

  /** Sends what a job is to read before there is one. Resolves with the id for its `stdin`, once all of it is durable. */
  spool(data: InputData): Promise<string> {
    return spoolData(this.#client, data);
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

  /** Switches writing the output of these jobs, which run, `on` or `off`, or drops what is written of it. */
  logging(jobs: Which, what: "on" | "off" | "clear"): Promise<readonly Done[]> {
    return this.#client.call("logging", { jobs: selection(jobs), do: what });
  }

  /** These jobs, which wait, do not begin until they are released. */
  hold(jobs: Which): Promise<readonly Done[]> {
    return this.#client.call("hold", { jobs: selection(jobs) });
  }

  /** Begins jobs that wait at once, whatever they wait for and whatever slots are free. */
  now(jobs: Which): Promise<readonly Done[]> {
    return this.#client.call("now", { jobs: selection(jobs) });
  }

  /** Keeps these jobs when they have ended and were seen. */
  pin(jobs: Which): Promise<readonly Done[]> {
    return this.#client.call("pin", { jobs: selection(jobs) });
  }

  /** Keeps these jobs no longer than others. */
  unpin(jobs: Which): Promise<readonly Done[]> {
    return this.#client.call("unpin", { jobs: selection(jobs) });
  }

  /** The rules of these jobs, and what they have seen. */
  rules(jobs: Which): Promise<readonly JobRules[]> {
    return this.#client.call("react", { jobs: selection(jobs), do: "list" });
  }

  /** Adds rules to these jobs; they hold at once, also where a job runs. */
  react(jobs: Which, rules: readonly ReactRule[]): Promise<readonly JobRules[]> {
    const body = { jobs: selection(jobs), do: "add", rules: rules.map(ruleBody) } as const;
    return this.#client.call("react", body);
  }

  /** Removes rules of these jobs by their numbers; all where none are given. */
  unreact(jobs: Which, rules?: readonly number[]): Promise<readonly JobRules[]> {
    const numbers = rules === undefined ? {} : { rules: [...rules] };
    return this.#client.call("react", { jobs: selection(jobs), do: "remove", ...numbers });
  }

  /** Changes what these jobs, which have not begun, are to do; what is left out stays. */
  edit(jobs: Which, change: EditOptions): Promise<readonly Done[]> {
    return this.#client.call("edit", { jobs: selection(jobs), change: editBody(change) });
  }

  /** The environments of these jobs. */
  env(jobs: Which): Promise<readonly JobEnv[]> {
    return this.#client.call("env", { jobs: selection(jobs) });
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

  /** These jobs, which run, are ready: what waits for that begins. */
  ready(jobs: Which): Promise<readonly Done[]> {
    return this.#client.call("ready", { jobs: selection(jobs) });
  }

  /** One sentence a job: what it waits for, or how it ended. */
  why(jobs: Which): Promise<readonly Reason[]> {
    return this.#client.call("why", { jobs: selection(jobs) });
  }
}

/** The jobs that are named. */
export function selection(jobs: Which): RequestInput<"show">["jobs"] {
  const names = Array.isArray(jobs) ? jobs : [jobs];
  return { names: names.map(String), all: false };
}
