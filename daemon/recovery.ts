/** What a chored found at its start: each run of its predecessor counts once, as the first that becomes known of it. */

import type { Recovered } from "../wire/replies.ts";

export class Recovery {
  readonly #unknown = new Set<number>();
  readonly #counts: { -readonly [K in keyof Recovered]: Recovered[K] } = {
    readopted: 0,
    ended: 0,
    startedAgain: 0,
    lost: 0,
  };

  /** Counts up while the workers of the predecessor call. */
  get counts(): Recovered {
    return this.#counts;
  }

  /** The predecessor left `run` open. */
  expect(run: number): void {
    this.#unknown.add(run);
  }

  /** What became of `run`. Says whether it is the first that is known of a run of the predecessor. */
  note(run: number, what: keyof Recovered): boolean {
    const isNews = this.#unknown.delete(run);
    if (isNews) this.#counts[what]++;
    return isNews;
  }
}
