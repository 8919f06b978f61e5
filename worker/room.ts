/** Waiting for room: until somebody makes some, or it is time to look whether there is. */

import { LIMITS } from "../limits.ts";
import { after } from "../system/clock.ts";

export class Room {
  readonly #wakers = new Set<() => void>();

  /** Resolves once there may be room; whoever waits tries, and waits again. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        callOff();
        this.#wakers.delete(wake);
        resolve();
      };
      const callOff = after(LIMITS.outputRetryMs, wake);
      this.#wakers.add(wake);
    });
  }

  /** There may be some. */
  made(): void {
    for (const wake of [...this.#wakers]) wake();
  }
}
