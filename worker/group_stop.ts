/** Ending a process group: TERM, a grace, KILL. It goes on by itself, whether chored lives or not. */

import { after } from "../system/clock.ts";
import type { KillResult } from "../system/kill.ts";

export type SendSignal = (signal: "SIGTERM" | "SIGCONT" | "SIGKILL") => Promise<KillResult>;

export class GroupStop {
  readonly #send: SendSignal;
  #deadline = Infinity;
  #callOff = () => {};
  #hasKilled = false;

  constructor(send: SendSignal) {
    this.#send = send;
  }

  get isUnderWay(): boolean {
    return this.#deadline !== Infinity;
  }

  get hasKilled(): boolean {
    return this.#hasKilled;
  }

  /** For the dump of the worker's data. */
  get dump(): object {
    return {
      isUnderWay: this.isUnderWay,
      hasKilled: this.#hasKilled,
      leftMs: this.isUnderWay ? Math.round(this.#deadline - performance.now()) : null,
    };
  }

  /** Ends the group within `graceMs`. A second order can only shorten what is left of the first. */
  async order(graceMs: number): Promise<KillResult> {
    const isFirst = !this.isUnderWay;
    const deadline = performance.now() + graceMs; // the time of day may jump
    if (deadline < this.#deadline) {
      this.#deadline = deadline;
      this.#callOff();
      if (graceMs === 0) return await this.#kill();
      this.#callOff = after(graceMs, () => this.#kill());
    }
    if (!isFirst) return { kind: "sent" };
    const result = await this.#send("SIGTERM");
    // a stopped process takes TERM only once it goes on
    await this.#send("SIGCONT");
    return result;
  }

  /** The group is gone: nothing is left to kill. */
  settle(): void {
    this.#callOff();
  }

  async #kill(): Promise<KillResult> {
    // before it is sent: whoever sees the group end must know by what
    this.#hasKilled = true;
    return await this.#send("SIGKILL");
  }
}
