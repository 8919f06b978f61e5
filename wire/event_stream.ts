/** A stream of events on the client's side, with a bound on what waits to be read. */

import { LIMITS } from "../limits.ts";
import type { JobEvent } from "./replies.ts";

/** The events of a subscription, in order. */
export class EventStream implements AsyncIterable<JobEvent>, Disposable {
  readonly #queue: JobEvent[] = [];
  readonly #onClose: () => void;
  #wake: (() => void)[] = [];
  #ended = false;
  #closed = false;
  readonly #live = Promise.withResolvers<void>();
  /** events that were left out, since the reader was too slow */
  missed = 0;

  /** `onClose` is called once, when nobody reads it any more. */
  constructor(onClose: () => void) {
    this.#onClose = onClose;
  }

  /** One more event; the oldest unread one is left out where there is no room. */
  push(event: JobEvent): void {
    if (this.#closed) return;
    if (this.#queue.length >= LIMITS.eventQueue) {
      this.#queue.shift();
      this.missed++;
    }
    this.#queue.push(event);
    this.#tell();
  }

  /** chored left out `count` events. */
  miss(count: number): void {
    this.missed += count;
  }

  /** Resolves once all that had happened before has come, or no more will. */
  get live(): Promise<void> {
    return this.#live.promise;
  }

  /** All that had happened before has come. */
  settle(): void {
    this.#live.resolve();
  }

  /** No more will come. */
  end(): void {
    this.#ended = true;
    this.settle();
    this.#tell();
  }

  /** Nobody wants more of it, whether a loop over it has begun or not. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#queue.length = 0;
    this.end();
    this.#onClose();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Not a generator: one that has not begun would never hear that its loop was left. */
  [Symbol.asyncIterator](): AsyncIterator<JobEvent> {
    return {
      next: () => this.#next(),
      return: () => {
        this.close();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  async #next(): Promise<IteratorResult<JobEvent>> {
    for (;;) {
      const value = this.#queue.shift();
      if (value !== undefined) return { done: false, value };
      if (this.#ended) {
        this.close();
        return { done: true, value: undefined };
      }
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  #tell(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const resolve of waiting) resolve();
  }
}
