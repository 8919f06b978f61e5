/** What has happened to jobs: on record in the transaction of the change, then told to those who listen. */

import { type EventRow, EventStore, type NewEvent } from "./event_store.ts";
import type { Session } from "./session.ts";

export type Hearer = (event: EventRow) => void;

export class EventLog {
  readonly #session: () => Session;
  readonly #hearers = new Set<Hearer>();

  constructor(session: () => Session) {
    this.#session = session;
  }

  get store(): EventStore {
    return new EventStore(this.#session().store.plan.sql);
  }

  get listeners(): number {
    return this.#hearers.size;
  }

  /** Puts `event` into the open transaction; once that is durable it is told. */
  note(event: NewEvent): void {
    const seq = this.store.add(event);
    this.#session().store.afterCommit(() => {
      for (const hear of this.#hearers) hear({ ...event, seq });
    });
  }

  /** Calls `hear` upon each event from now on, until the function that this returns is called. */
  listen(hear: Hearer): () => void {
    this.#hearers.add(hear);
    return () => this.#hearers.delete(hear);
  }
}
