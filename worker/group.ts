/** The process group of a job: signals to it, in order, and whether anything of it lives. A confined job has a second one. */

import { crashPoint } from "../system/crash_point.ts";
import { killGroup, type KillResult } from "../system/kill.ts";
import { listGroup } from "../system/ps.ts";
import type { Cgroup } from "./cgroup.ts";

/** Sends a signal to the leader where kill(1) cannot be started. */
export type SignalLeader = (signal: Deno.Signal) => void;

/** The leader of the group that a confined job has inside; undefined for all others, and before it is there. */
export type FindInner = () => number | undefined;

export interface GroupParts {
  readonly signalLeader?: SignalLeader;
  readonly inner?: FindInner;
  /** where the job is to have one */
  readonly cgroup?: Cgroup | undefined;
}

export class Group {
  #isGone = false;
  #isInnerGone = false;
  #last: Promise<unknown> = Promise.resolve();

  readonly signalLeader: SignalLeader | undefined;
  readonly #findInner: FindInner;
  readonly #cgroup: Cgroup | undefined;

  /** A group without `signalLeader` is not our child's. */
  constructor(
    readonly pgid: number,
    { signalLeader, inner = () => undefined, cgroup }: GroupParts = {},
  ) {
    this.signalLeader = signalLeader;
    this.#findInner = inner;
    this.#cgroup = cgroup;
  }

  /** The groups that its processes have. */
  get pgids(): readonly number[] {
    const inner = this.#inner();
    return inner === undefined ? [this.pgid] : [this.pgid, inner];
  }

  /** Ends what is inside of a confined job, whose command has ended: nothing of that stays. */
  async endInner(): Promise<void> {
    if (this.#inner() !== undefined) await this.#sendInner("SIGKILL");
  }

  /** Sends `signal` after those that were sent before: CONT must not overtake STOP. */
  signal(signal: Deno.Signal): Promise<KillResult> {
    return this.#inTurn(() => this.#signalAll(signal));
  }

  /** Has all of it stand still until CONT: by its control group, where it has one, else by STOP. */
  pause(): Promise<KillResult> {
    return this.#inTurn(async () => {
      const frozen = await this.#cgroup?.freeze();
      if (frozen?.kind === "sent") crashPoint("group-frozen");
      return frozen?.kind === "sent" ? frozen : await this.#send("SIGSTOP");
    });
  }

  #inTurn(send: () => Promise<KillResult>): Promise<KillResult> {
    const result = this.#last.then(send);
    this.#last = result;
    return result;
  }

  /** What is in the control group goes on before it is told so, and ends with the rest, wherever it went. */
  async #signalAll(signal: Deno.Signal): Promise<KillResult> {
    if (signal === "SIGCONT") await this.#cgroup?.thaw();
    const result = await this.#send(signal);
    if (signal !== "SIGKILL" || this.#cgroup === undefined) return result;
    const ended = await this.#cgroup.kill();
    return ended.kind === "sent" ? ended : result;
  }

  /** Whether a process of the group lives; to be asked once its leader has ended. Zombies do not count. */
  async isAlive(): Promise<boolean> {
    const inner = this.#inner();
    if (inner !== undefined && await this.#isInnerAlive(inner)) return true;
    return await this.#isOuterAlive() || (await this.#cgroup?.isPopulated() ?? false);
  }

  async #isOuterAlive(): Promise<boolean> {
    if (this.#isGone) return false;
    const result = await killGroup(this.pgid, "0");
    // the number may soon be another's: from here on nothing is sent to it
    if (result.kind === "gone") this.#isGone = true;
    return result.kind !== "gone" && await this.#hasLiving(this.pgid);
  }

  async #hasLiving(pgid: number): Promise<boolean> {
    try {
      return (await listGroup(pgid)).some((row) => !row.isZombie);
    } catch {
      return true; // ps(1) cannot be run: kill(1)'s word stands
    }
  }

  #inner(): number | undefined {
    return this.#isInnerGone ? undefined : this.#findInner();
  }

  async #isInnerAlive(inner: number): Promise<boolean> {
    const { kind } = await killGroup(inner, "0");
    if (kind === "gone") this.#isInnerGone = true;
    return kind !== "gone" && await this.#hasLiving(inner);
  }

  async #sendInner(signal: Deno.Signal): Promise<KillResult> {
    const inner = this.#inner();
    if (inner === undefined) return { kind: "gone" };
    const result = await killGroup(inner, signal);
    if (result.kind === "gone") this.#isInnerGone = true;
    return result;
  }

  /**
   * What confines a job would end it at once by TERM: the job gets signals itself. KILL is for both, and
   * first for what is between, whose end is then told as that; so is CONT, should that have been stopped.
   */
  async #send(signal: Deno.Signal): Promise<KillResult> {
    if (this.#inner() === undefined) return await this.#sendOuter(signal);
    if (signal === "SIGKILL" || signal === "SIGCONT") await this.#sendOuter(signal);
    return await this.#sendInner(signal);
  }

  async #sendOuter(signal: Deno.Signal): Promise<KillResult> {
    if (this.#isGone) return { kind: "gone" };
    const result = await killGroup(this.pgid, signal);
    if (result.kind !== "failed" || this.signalLeader === undefined) return result;
    try {
      this.signalLeader(signal);
      return { kind: "sent" };
    } catch {
      return result;
    }
  }
}
