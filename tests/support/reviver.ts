// Starts chored again whenever it ends, as a service manager would.

import type { Chored, StartOptions } from "./chored.ts";
import type { Home } from "./home.ts";

export class Reviver implements AsyncDisposable {
  #isDone = false;
  #chored: Chored;
  readonly #ended: Promise<void>;
  /** when a chored ended last */
  diedAt = performance.now();

  /** `first` serves already. */
  constructor(readonly home: Home, first: Chored, readonly options: StartOptions = {}) {
    this.#chored = first;
    this.#ended = this.#revive();
  }

  async #revive(): Promise<void> {
    for (;;) {
      await this.#chored.ended;
      if (this.#isDone) return;
      this.diedAt = performance.now();
      this.#chored = this.home.launch(this.options);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDone = true;
    await this.#chored.kill();
    await this.#ended;
  }
}
