/** Rules that wait for silence: no output on either stream for some time, once for each silence. */

import { LIMITS } from "../limits.ts";
import { after } from "../system/clock.ts";

export interface SilenceRule {
  readonly id: number;
  readonly ms: number;
}

export class Silence {
  readonly #rules: readonly SilenceRule[];
  readonly #fire: (id: number) => void;
  readonly #fired = new Set<number>();
  #since = performance.now();
  #isStill = false;
  #callOff = () => {};

  /** Counts from now on. */
  constructor(rules: readonly SilenceRule[], fire: (id: number) => void) {
    this.#rules = rules;
    this.#fire = fire;
    this.#await();
  }

  /** There was output. */
  note(): void {
    this.#since = performance.now();
    if (this.#fired.size === 0) return;
    this.#fired.clear();
    this.#await();
  }

  /** The job stands still: that it prints nothing means nothing. */
  standStill(): void {
    this.#isStill = true;
  }

  goOn(): void {
    this.#isStill = false;
    this.#since = performance.now();
    this.#await();
  }

  settle(): void {
    this.#isStill = true;
    this.#callOff();
  }

  #await(): void {
    this.#callOff();
    const open = this.#rules.filter(({ id }) => !this.#fired.has(id));
    if (open.length === 0 || this.#isStill) return;
    const leftMs = Math.min(...open.map(({ ms }) => this.#since + ms)) - performance.now();
    this.#callOff = after(Math.min(Math.max(leftMs, 1), LIMITS.timerMostMs), () => this.#look());
  }

  #look(): void {
    if (this.#isStill) return;
    const silentMs = performance.now() - this.#since;
    for (const { id, ms } of this.#rules) {
      if (silentMs < ms || this.#fired.has(id)) continue;
      this.#fired.add(id);
      this.#fire(id);
    }
    this.#await();
  }
}
