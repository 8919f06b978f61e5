/** The statistics of a running job: what looks at it is loaded some moments after its start, and not at all for a short one. */

import type { EndedState } from "../job/run.ts";
import { LIMITS } from "../limits.ts";
import { after } from "../system/clock.ts";
import type { Answer } from "./desk.ts";
import { writeStats } from "./records.ts";
import type { Sampler, Watched } from "./sampler.ts";
import { endUsage } from "./usage.ts";

export class Statistics {
  readonly #watched: Omit<Watched, "startedAt">;
  #startedAt = Date.now();
  #sampler: Sampler | undefined;
  #loading: Promise<Sampler> | undefined;
  #isOver = false;
  #callOff = () => {};

  constructor(watched: Omit<Watched, "startedAt">) {
    this.#watched = watched;
  }

  /** The job runs: it is looked at from now on. */
  begin(startedAt: number): void {
    this.#startedAt = startedAt;
    this.#callOff = after(LIMITS.sampleFirstMs, () => this.#sample());
  }

  /** Another worker looked at it before, and was killed. */
  async goOn(startedAt: number): Promise<void> {
    this.#startedAt = startedAt;
    (await this.#load()).takeOver();
    this.#callOff = after(LIMITS.sampleFirstMs, () => this.#sample());
  }

  async usage(): Promise<Answer> {
    return { ok: true, usage: await (await this.#load()).look() };
  }

  /** What was seen, and how it is now; without samples what was seen last will do. */
  async stats({ samples }: { readonly samples: number }): Promise<Answer> {
    const sampler = await this.#load();
    if (samples > 0 || !sampler.hasLooked) await sampler.look();
    const stats = sampler.answer(samples);
    return stats === undefined ? { ok: false } : { ok: true, stats };
  }

  /** The job has ended: what it had counted up stays. */
  end(ended: EndedState): void {
    this.#isOver = true;
    this.#callOff();
    this.#sampler?.end();
    const usage = endUsage(ended, { cpuMs: this.#sampler?.cpuMs ?? 0 });
    writeStats(this.#watched.paths, this.#sampler?.record(usage) ?? usage);
  }

  async #sample(): Promise<void> {
    const sampler = await this.#load();
    if (!this.#isOver) await sampler.sample();
  }

  async #load(): Promise<Sampler> {
    this.#loading ??= import("./sampler.ts").then(({ Sampler }) =>
      this.#sampler = new Sampler({ ...this.#watched, startedAt: this.#startedAt })
    );
    return await this.#loading;
  }
}
