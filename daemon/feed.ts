/**
 * A feed of events for one reader. It has a place in what the store keeps: from there it reads on, a page
 * at a time, as the reader takes them, and once it has all it gives each event as it happens. Who reads
 * slowly falls back to the store, and misses only what that no longer has.
 */

import { LIMITS } from "../limits.ts";
import { type EventFilter, type EventRow, isWanted } from "./event_store.ts";
import type { Session } from "./session.ts";
import { viewEvent } from "./view_event.ts";
import type { ServerMessage } from "../wire/replies.ts";

/** Who reads it. */
export interface FeedReader {
  /** bytes that it has not taken yet */
  readonly queuedBytes: number;
  send(message: ServerMessage): void;
  /** resolves when no more than `most` bytes wait, or nobody reads any more */
  hasRoom(most: number): Promise<void>;
}

export interface FeedWish {
  /** the id of the request that began it */
  readonly id: number;
  /** the number of the event after which it begins */
  readonly after: number;
  /** what is on record is wanted first, and to be told where it ends */
  readonly isPastWanted: boolean;
  readonly filter: EventFilter;
}

export class Feed {
  #place: number;
  #isCatchingUp = false;
  #isStopped = false;
  readonly #stop: () => void;

  constructor(readonly session: Session, readonly reader: FeedReader, readonly wish: FeedWish) {
    this.#place = wish.after;
    this.#stop = session.events.listen((event) => this.#hear(event));
    if (wish.isPastWanted) this.#catchUp();
  }

  stop(): void {
    this.#isStopped = true;
    this.#stop();
  }

  /** What it has no room for now is in the store. */
  #hear(event: EventRow): void {
    if (this.#isCatchingUp || event.seq <= this.#place) return;
    if (this.reader.queuedBytes > LIMITS.eventQueueBytes) {
      this.#catchUp();
      return;
    }
    this.#place = event.seq;
    if (isWanted(event, this.wish.filter)) this.#send(event);
  }

  async #catchUp(): Promise<void> {
    this.#isCatchingUp = true;
    do await this.reader.hasRoom(LIMITS.eventQueueBytes / 2); while (
      !this.#isStopped && this.#sendPage()
    );
    this.#isCatchingUp = false;
    if (!this.#isStopped) this.reader.send({ kind: "live", id: this.wish.id });
  }

  /** Whether there may be more. All in one turn: what happens later is heard. */
  #sendPage(): boolean {
    const { store } = this.session.events;
    const last = store.last();
    this.#tellMissed(store.first() ?? last + 1);
    const rows = store.after(this.#place, this.wish.filter, { most: LIMITS.eventPage });
    for (const row of rows) this.#send(row);
    this.#place = rows.length < LIMITS.eventPage ? last : rows.at(-1)?.seq ?? last;
    return rows.length === LIMITS.eventPage;
  }

  #tellMissed(first: number): void {
    const count = first - 1 - this.#place;
    if (count <= 0) return;
    this.#place = first - 1;
    this.reader.send({ kind: "missed", id: this.wish.id, count });
  }

  #send(event: EventRow): void {
    this.reader.send({ kind: "event", id: this.wish.id, event: viewEvent(event) });
  }
}
