/** What chored may order while a job runs, carried out. */

import type { Rule } from "../job/reaction.ts";
import type { SignalName } from "../job/signal.ts";
import { LIMITS } from "../limits.ts";
import { exists, removeIfThere } from "../system/durable.ts";
import type { KillResult } from "../system/kill.ts";
import type { OwnedRun } from "./claim.ts";
import { complain } from "./complain.ts";
import type { Acts, Answer } from "./desk.ts";
import type { Sent } from "./feeding.ts";
import type { Group } from "./group.ts";
import type { GroupStop } from "./group_stop.ts";
import type { LocalActs } from "./local_acts.ts";
import type { LoggingOrder, Output } from "./output.ts";
import { writeDebug } from "./records.ts";
import type { Rules } from "./rules.ts";
import { Statistics } from "./statistics.ts";
import { TimeLimit } from "./time_limit.ts";

/** The parts of a keeper that orders reach. */
export interface JobParts {
  readonly group: Group;
  readonly stop: GroupStop;
  readonly output: Output;
  /** feeds the job */
  send(sent: Sent): Promise<Answer>;
  /** what the job is looked at by */
  rules(): Rules;
  /** the worker's data, for people */
  dump(): object;
}

export class JobActs implements Acts, LocalActs {
  readonly limit = new TimeLimit(() => this.#expire());
  #hasBegun = false;
  #isStopped = false;
  #timedOut: Promise<boolean> = Promise.resolve(false);
  #logFull: Promise<boolean> = Promise.resolve(false);

  readonly statistics: Statistics;

  constructor(readonly owned: OwnedRun, readonly parts: JobParts) {
    const { group, output } = parts;
    this.statistics = new Statistics({ paths: owned.paths, group, output });
  }

  /** Somebody stopped the job before it began. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** From here on the job may run: a stop is one of processes, and time counts, where there is a limit. */
  begin(limitMs: number): void {
    this.#hasBegun = true;
    if (limitMs > 0) this.limit.begin(limitMs);
  }

  /** The job has ended. Gives whether that was for its time limit, or its log. */
  async endLimit(): Promise<{ timedOut: boolean; logFull: boolean }> {
    this.limit.settle();
    const { paths } = this.owned;
    const timedOut = await this.#timedOut || exists(paths.timedOut);
    return { timedOut, logFull: await this.#logFull || exists(paths.logFull) };
  }

  /** The log is full of a job that is to end with that. A stop that is under way is somebody's, and stays so. */
  stopForLog(): void {
    const { stop } = this.parts;
    if (stop.isUnderWay || !this.#hasBegun) return;
    this.#logFull = this.#stopFor(this.owned.paths.logFull);
  }

  usage(): Promise<Answer> {
    return this.statistics.usage();
  }

  stats(wish: { readonly samples: number }): Promise<Answer> {
    return this.statistics.stats(wish);
  }

  debug(): Promise<Answer> {
    writeDebug(this.owned.paths, this.parts.dump());
    return Promise.resolve({ ok: true });
  }

  logging(what: LoggingOrder): Promise<Answer> {
    return Promise.resolve(this.parts.output.order(what));
  }

  input(sent: Sent): Promise<Answer> {
    return this.parts.send(sent);
  }

  async signal(signal: SignalName): Promise<Answer> {
    const result = await this.parts.group.signal(signal);
    // whoever stops the processes, and however: no time counts until they go on
    if (result.kind === "sent" && signal === "SIGSTOP") this.#standStill();
    if (result.kind === "sent" && signal === "SIGCONT") this.#goOn();
    return answerOf(result);
  }

  rules(rules: readonly Rule[]): Promise<Answer> {
    return this.parts.rules().use(rules);
  }

  /** Somebody, or a rule, has the job end already. */
  get isStopping(): boolean {
    return this.parts.stop.isUnderWay;
  }

  async terminate(): Promise<Answer> {
    if (this.isStopping) return { ok: true };
    return answerOf(await this.parts.stop.order(this.owned.ticket.graceMs));
  }

  async kill(): Promise<Answer> {
    return answerOf(await this.parts.stop.order(0));
  }

  async pause(): Promise<Answer> {
    if (!this.#hasBegun) return { ok: false, detail: "it has not begun" };
    if (this.parts.stop.isUnderWay) return { ok: false, detail: "it is being stopped" };
    const result = await this.parts.group.pause();
    if (result.kind === "sent") this.#standStill();
    return answerOf(result);
  }

  async resume(): Promise<Answer> {
    return await this.signal("SIGCONT");
  }

  async stop(graceMs: number): Promise<Answer> {
    if (this.#hasBegun) return answerOf(await this.parts.stop.order(graceMs));
    this.#isStopped = true;
    return { ok: true };
  }

  #standStill(): void {
    this.limit.standStill();
    this.parts.rules().standStill();
  }

  #goOn(): void {
    this.limit.goOn();
    this.parts.rules().goOn();
  }

  /** A stop that is under way is somebody's, and stays so; a job that is gone already ended by itself. */
  #expire(): void {
    const { stop } = this.parts;
    if (stop.isUnderWay) return;
    this.#timedOut = this.#stopFor(this.owned.paths.timedOut);
  }

  /** Whether it was that which ended the job. A worker that follows this one shall know by the mark. */
  async #stopFor(mark: string): Promise<boolean> {
    leaveMark(mark);
    const { kind } = await this.parts.stop.order(this.owned.ticket.graceMs);
    if (kind === "gone") removeIfThere(mark);
    return kind !== "gone";
  }
}

/** A full disk keeps no job alive. */
function leaveMark(path: string): void {
  try {
    Deno.writeTextFileSync(path, "", { mode: 0o600 });
  } catch (error) {
    complain(`cannot write "${path}": ${error instanceof Error ? error.message : error}`);
  }
}

function answerOf(result: KillResult): Answer {
  switch (result.kind) {
    case "sent":
      return { ok: true };
    case "gone":
      return { ok: false, detail: "no process of the job is left" };
    case "failed":
      return { ok: false, detail: result.reason.slice(0, LIMITS.reasonChars) };
  }
}
