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
  readonly #listeners = new Set<Listener>();

  get listeners(): number {
    return this.#listeners.size;
  }

  /** Calls `listener` upon each change from now on, until the function that this returns is called. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  publish(change: Change): void {
    for (const listener of [...this.#listeners]) listener(change);
  }
}
