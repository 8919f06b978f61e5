/** The process group of a job: signals to it, in order, and whether anything of it lives. */

import { killGroup, type KillResult } from "../system/kill.ts";
import { listGroup } from "../system/ps.ts";

/** Sends a signal to the leader where kill(1) cannot be started. */
export type SignalLeader = (signal: Deno.Signal) => void;

export class Group {
  #isGone = false;
  #last: Promise<unknown> = Promise.resolve();

  /** A group without `signalLeader` is not our child's. */
  constructor(readonly pgid: number, readonly signalLeader?: SignalLeader) {}

  /** Sends `signal` after those that were sent before: CONT must not overtake STOP. */
  signal(signal: Deno.Signal): Promise<KillResult> {
    const result = this.#last.then(() => this.#send(signal));
    this.#last = result;
    return result;
  }

  /** Whether a process of the group lives; to be asked once its leader has ended. Zombies do not count. */
  async isAlive(): Promise<boolean> {
    if (this.#isGone) return false;
    const result = await killGroup(this.pgid, "0");
    // the number may soon be another's: from here on nothing is sent to it
    if (result.kind === "gone") this.#isGone = true;
    return result.kind !== "gone" && await this.#hasLiving();
  }

  async #hasLiving(): Promise<boolean> {
    try {
      return (await listGroup(this.pgid)).some((row) => !row.isZombie);
    } catch {
      return true; // ps(1) cannot be run: kill(1)'s word stands
    }
  }

  async #send(signal: Deno.Signal): Promise<KillResult> {
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
