/** The planner: wakes what is due, and begins what has a slot. It sleeps until something is due next. */

import { jobsToBegin } from "../job/plan.ts";
import { isActive, STATES } from "../job/state.ts";
import { LIMITS } from "../limits.ts";
import { beginRun } from "./runs.ts";
import type { Session } from "./session.ts";
import { resetClock, wakeJob } from "./wake.ts";

const withWorker = STATES.filter(isActive);
/** As cron(8) has it: a step of the clock of three hours or more is a correction. */
const correctionMs = 3 * 3600 * 1000;

export class Planner {
  readonly #session: () => Session;
  #isPlanned = false;
  #pauseMs: number = LIMITS.startRetryMs;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** of the wall's clock before the steady one, at the last look */
  #ahead: number | undefined;

  constructor(session: () => Session) {
    this.#session = session;
  }

  /** Plans once in this turn of the loop, however often it is called. */
  plan(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    queueMicrotask(() => {
      this.#isPlanned = false;
      this.#tryWork();
    });
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  /** Where the store or a folder cannot take it, all stays as it is, and is tried again. */
  #tryWork(): void {
    try {
      this.#work();
      this.#pauseMs = LIMITS.startRetryMs;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#session().log.error(`cannot begin a run: ${reason}: tries again`);
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.plan(), this.#pauseMs);
      this.#pauseMs = Math.min(2 * this.#pauseMs, LIMITS.tickMs);
    }
  }

  #work(): void {
    const session = this.#session();
    clearTimeout(this.#timer);
    if (session.ending) return;
    const now = session.now();
    const step = this.#findClockStep(session);
    if (Math.abs(step) >= correctionMs) resetClock(session, { now, step });
    wakeAll(session, now);
    begin(session);
    const wakeAt = session.store.plan.nextWake();
    if (wakeAt === null) return;
    const ms = Math.min(Math.max(wakeAt - session.now(), 0), LIMITS.plannerSleepMs);
    this.#timer = setTimeout(() => this.plan(), ms);
  }

  /** By how much the clock was set since the last look, in milliseconds. */
  #findClockStep(session: Session): number {
    const ahead = session.now() - session.steady();
    const step = ahead - (this.#ahead ?? ahead);
    this.#ahead = ahead;
    return step;
  }
}

/** What is due, in one commit; the rest, where it is much, in the next turn. */
function wakeAll(session: Session, now: number): void {
  const { store } = session;
  const due = store.plan.due(now, LIMITS.wokenAtOnce);
  if (due.length === 0) return;
  store.transaction(() => {
    for (const id of due) {
      const job = store.job(id);
      if (job !== undefined) wakeJob(session, job, { now });
    }
  });
}

function begin(session: Session): void {
  const { store } = session;
  let free = LIMITS.workers - store.countInStates(withWorker);
  if (free <= 0) return;
  for (const { name, slots, state } of store.plan.groupsWithQueue()) {
    if (free <= 0) return;
    const load = { slots, used: store.plan.used(name), isOpen: state === "open" };
    // no more than can begin: what takes no slots may be more, and is planned again
    const most = Math.min(free, Math.max(slots - load.used, 0) + 1);
    for (const id of jobsToBegin(store.plan.queue(name, most), load, { most })) {
      const job = store.job(id);
      if (job === undefined) continue;
      beginRun(session, job);
      free--;
    }
  }
}
