/** The planner: which waiting jobs begin now. */

import { LIMITS } from "../limits.ts";
import { isActive, STATES } from "../job/state.ts";
import { beginRun } from "./runs.ts";
import type { Session } from "./session.ts";

const withWorker = STATES.filter(isActive);

export class Planner {
  readonly #session: () => Session;
  #planned = false;
  #pauseMs: number = LIMITS.startRetryMs;

  constructor(session: () => Session) {
    this.#session = session;
  }

  /** Plans once in this turn of the loop, however often it is called. */
  plan(): void {
    if (this.#planned) return;
    this.#planned = true;
    queueMicrotask(() => {
      this.#planned = false;
      this.#tryBegin();
    });
  }

  /** Where no run can be put on record the jobs stay in the queue. */
  #tryBegin(): void {
    try {
      this.#begin();
      this.#pauseMs = LIMITS.startRetryMs;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#session().log.error(`cannot begin a run: ${reason}: tries again`);
      setTimeout(() => this.plan(), this.#pauseMs);
      this.#pauseMs = Math.min(2 * this.#pauseMs, LIMITS.tickMs);
    }
  }

  #begin(): void {
    const session = this.#session();
    if (session.ending) return;
    const free = LIMITS.workers - session.store.countInStates(withWorker);
    if (free <= 0) return;
    for (const job of session.store.jobsInStates(["queued"], free)) beginRun(session, job);
  }
}
