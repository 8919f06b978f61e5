/** A job's time limit. It stands still while the job is paused, and goes by a clock that nobody can set. */

import { LIMITS } from "../limits.ts";
import { after } from "../system/clock.ts";

export class TimeLimit {
  readonly #expire: () => void;
  /** what was left when it last began to go on */
  #leftMs = Infinity;
  /** when that was; undefined while it stands still */
  #since: number | undefined;
  #callOff = () => {};

  /** Calls `expire` once, when the limit is over. */
  constructor(expire: () => void) {
    this.#expire = expire;
  }

  /** What is left; without a limit that is Infinity. */
  get leftMs(): number {
    const goneMs = this.#since === undefined ? 0 : performance.now() - this.#since;
    return Math.max(0, this.#leftMs - goneMs);
  }

  /** For the dump of the worker's data. */
  get dump(): object {
    const { leftMs } = this;
    return {
      goesOn: this.#since !== undefined,
      leftMs: leftMs === Infinity ? null : Math.round(leftMs),
    };
  }

  begin(leftMs: number): void {
    this.#leftMs = leftMs;
    this.goOn();
  }

  standStill(): void {
    this.#leftMs = this.leftMs;
    this.#since = undefined;
    this.#callOff();
  }

  goOn(): void {
    if (this.#since !== undefined || this.#leftMs === Infinity) return;
    this.#since = performance.now();
    this.#await();
  }

  /** Nothing is left to limit. */
  settle(): void {
    this.standStill();
    this.#leftMs = Infinity;
  }

  /** A timer may be a little early, and has a longest time. */
  #await(): void {
    const { leftMs } = this;
    if (leftMs > 0) {
      this.#callOff = after(Math.ceil(Math.min(leftMs, LIMITS.timerMostMs)), () => this.#await());
      return;
    }
    this.settle();
    this.#expire();
  }
}
