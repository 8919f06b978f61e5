/** Who wants to hear of changes of state: waiting requests, subscribers, the planner. */

import type { State } from "../job/state.ts";

/** A job came from one state to another; it is in the store already. */
export interface Change {
  readonly at: number;
  readonly job: number;
  readonly name: string;
  readonly was: State | null;
  readonly state: State;
  readonly run: number | null;
  readonly why: string;
}

export type Listener = (change: Change) => void;

export class Changes {
  readonly #own: Listener[] = [];
  readonly #listeners = new Set<Listener>();
  readonly #unheard: Change[] = [];
  #isPublishing = false;

  /** Those who wait or subscribe; chored's own parts do not count. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /** Calls `listener`, a part of chored, upon each change, before all who asked for it. */
  always(listener: Listener): void {
    this.#own.push(listener);
  }

  /** Calls `listener` upon each change from now on, until the function that this returns is called. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** All hear of changes in the order in which they were made, also of those that a listener makes. */
  publish(change: Change): void {
    this.#unheard.push(change);
    if (this.#isPublishing) return;
    this.#isPublishing = true;
    try {
      for (let next = this.#unheard.shift(); next !== undefined; next = this.#unheard.shift()) {
        for (const listener of [...this.#own, ...this.#listeners]) listener(next);
      }
    } finally {
      this.#isPublishing = false;
    }
  }
}
