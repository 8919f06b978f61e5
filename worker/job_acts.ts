/** What chored may order while a job runs, carried out. */

import type { Usage } from "../job/run.ts";
import type { SignalName } from "../job/signal.ts";
import { LIMITS } from "../limits.ts";
import type { KillResult } from "../system/kill.ts";
import { listGroup } from "../system/ps.ts";
import type { OwnedRun } from "./claim.ts";
import type { Acts, Answer } from "./desk.ts";
import type { Group } from "./group.ts";
import type { GroupStop } from "./group_stop.ts";
import type { Output } from "./output.ts";
import { writeDebug, writeStats } from "./records.ts";
import { TimeLimit } from "./time_limit.ts";
import { sumUsage } from "./usage.ts";

/** The parts of a keeper that orders reach. */
export interface JobParts {
  readonly group: Group;
  readonly stop: GroupStop;
  readonly output: Output;
  /** the worker's data, for people */
  dump(): object;
}

export class JobActs implements Acts {
  readonly limit = new TimeLimit(() => this.#expire());
  #hasBegun = false;
  #isStopped = false;
  #lastUsage: Usage | undefined;
  #timedOut: Promise<boolean> = Promise.resolve(false);

  constructor(readonly owned: OwnedRun, readonly parts: JobParts) {}

  /** Somebody stopped the job before it began. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  get lastUsage(): Usage | undefined {
    return this.#lastUsage;
  }

  /** From here on the job may run: a stop is one of processes, and time counts, where there is a limit. */
  begin(limitMs: number): void {
    this.#hasBegun = true;
    if (limitMs > 0) this.limit.begin(limitMs);
  }

  /** The job has ended. Gives whether that was for its time limit. */
  endLimit(): Promise<boolean> {
    this.limit.settle();
    return this.#timedOut;
  }

  async usage(): Promise<Answer> {
    const rows = await listGroup(this.parts.group.pgid);
    const usage = sumUsage(rows, this.parts.output, { at: Date.now() });
    this.#lastUsage = usage;
    writeStats(this.owned.paths, usage);
    return { ok: true, usage };
  }

  debug(): Promise<Answer> {
    writeDebug(this.owned.paths, this.parts.dump());
    return Promise.resolve({ ok: true });
  }

  async signal(signal: SignalName): Promise<Answer> {
    const result = await this.parts.group.signal(signal);
    // whoever stops the processes, and however: no time counts until they go on
    if (result.kind === "sent" && signal === "SIGSTOP") this.limit.standStill();
    if (result.kind === "sent" && signal === "SIGCONT") this.limit.goOn();
    return answerOf(result);
  }

  async pause(): Promise<Answer> {
    if (!this.#hasBegun) return { ok: false, detail: "it has not begun" };
    if (this.parts.stop.isUnderWay) return { ok: false, detail: "it is being stopped" };
    return await this.signal("SIGSTOP");
  }

  async resume(): Promise<Answer> {
    return await this.signal("SIGCONT");
  }

  async stop(graceMs: number): Promise<Answer> {
    if (this.#hasBegun) return answerOf(await this.parts.stop.order(graceMs));
    this.#isStopped = true;
    return { ok: true };
  }

  /** A stop that is under way is somebody's, and stays so; a job that is gone already ended by itself. */
  #expire(): void {
    const { stop } = this.parts;
    if (stop.isUnderWay) return;
    this.#timedOut = stop.order(this.owned.ticket.graceMs).then(({ kind }) => kind !== "gone");
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
