/** A stream of events on the client's side, with a bound on what waits to be read. */

import { LIMITS } from "../limits.ts";
import type { JobEvent } from "./replies.ts";

/** The events of a subscription, in order. */
export class EventStream implements AsyncIterable<JobEvent> {
  readonly #queue: JobEvent[] = [];
  readonly #onClose: () => void;
  #wake: (() => void) | undefined;
  #ended = false;
  /** events that were left out, since the reader was too slow */
  missed = 0;

  constructor(onClose: () => void) {
    this.#onClose = onClose;
  }

  /** One more event; the oldest unread one is left out where there is no room. */
  push(event: JobEvent): void {
    if (this.#queue.length >= LIMITS.eventQueue) {
      this.#queue.shift();
      this.missed++;
    }
    this.#queue.push(event);
    this.#wake?.();
  }

  /** chored left out `count` events. */
  miss(count: number): void {
    this.missed += count;
  }

  /** No more will come. */
  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<JobEvent> {
    try {
      for (;;) {
        const event = this.#queue.shift();
        if (event !== undefined) yield event;
        else if (this.#ended) return;
        else await new Promise<void>((resolve) => this.#wake = resolve);
      }
    } finally {
      this.#onClose();
    }
  }
}
