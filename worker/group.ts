/** The process group of a job: signals to it, in order, and whether anything of it lives. A confined job has a second one. */

import { killGroup, type KillResult } from "../system/kill.ts";
import { listGroup } from "../system/ps.ts";

/** Sends a signal to the leader where kill(1) cannot be started. */
export type SignalLeader = (signal: Deno.Signal) => void;

/** The leader of the group that a confined job has inside; undefined for all others, and before it is there. */
export type FindInner = () => number | undefined;

export interface GroupParts {
  readonly signalLeader?: SignalLeader;
  readonly inner?: FindInner;
}

export class Group {
  #isGone = false;
  #isInnerGone = false;
  #last: Promise<unknown> = Promise.resolve();

  readonly signalLeader: SignalLeader | undefined;
  readonly #findInner: FindInner;

  /** A group without `signalLeader` is not our child's. */
  constructor(readonly pgid: number, { signalLeader, inner = () => undefined }: GroupParts = {}) {
    this.signalLeader = signalLeader;
    this.#findInner = inner;
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
    const result = this.#last.then(() => this.#send(signal));
    this.#last = result;
    return result;
  }

  /** Whether a process of the group lives; to be asked once its leader has ended. Zombies do not count. */
  async isAlive(): Promise<boolean> {
    const inner = this.#inner();
    if (inner !== undefined && await this.#isInnerAlive(inner)) return true;
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
