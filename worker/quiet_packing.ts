/** When old segments are compressed: while the output is quiet, and once the job has ended. */

import { LIMITS } from "../limits.ts";
import { sleep } from "../system/clock.ts";
import type { Rotation } from "./rotation.ts";

export interface PackingOptions {
  readonly folder: string;
  /** when output came last, milliseconds since 1970 */
  readonly tookAt: () => number;
}

export class QuietPacking {
  readonly #rotation: Rotation;
  readonly #options: PackingOptions;
  #work: Promise<void> | undefined;
  #isOver = false;
  #until = Infinity;

  constructor(rotation: Rotation, options: PackingOptions) {
    this.#rotation = rotation;
    this.#options = options;
  }

  /** There is an old segment more. */
  begin(): void {
    this.#work ??= this.#pack().finally(() => this.#work = undefined);
  }

  /** The job has ended: what is under way goes on without pause. */
  finish(): void {
    this.#isOver = true;
  }

  /** The rest, in the time that is left for it. */
  async end(): Promise<void> {
    this.#isOver = true;
    this.#until = performance.now() + LIMITS.packEndMs;
    await this.#work;
    if (Object.values(this.#rotation.logs).some(({ closed }) => closed.length > 0)) {
      await this.#pack();
    }
  }

  async #pack(): Promise<void> {
    await this.#mayGoOn();
    const { packOld } = await import("./pack.ts");
    await packOld(Object.values(this.#rotation.logs), {
      folder: this.#options.folder,
      mayGoOn: () => this.#mayGoOn(),
    });
  }

  /** Resolves once the output is quiet, or the job has ended; false once the time for it is over. */
  async #mayGoOn(): Promise<boolean> {
    while (!this.#isOver && Math.abs(Date.now() - this.#options.tookAt()) < LIMITS.outputQuietMs) {
      await sleep(LIMITS.outputQuietMs);
    }
    return performance.now() < this.#until;
  }
}
