/** The planner: wakes what is due, and begins what has a slot. It sleeps until something is due next. */

import { jobsToBegin } from "../job/plan.ts";
import { LIMITS } from "../limits.ts";
import { AlertStore } from "./alert_store.ts";
import { takeClockStep } from "./clock_step.ts";
import { sendDigest } from "./digest.ts";
import { wantsHooks } from "./hooks.ts";
import { poolOf, readPools } from "./pool.ts";
import type { JobRow } from "./rows.ts";
import { beginRun } from "./runs.ts";
import { doFor, giveUp, wakeLater } from "./broken_job.ts";
import type { Session } from "./session.ts";
import { wakeJob } from "./wake.ts";

export class Planner {
  readonly #session: () => Session;
  /** jobs that chored can neither begin nor put on record as failed: left out until the next one */
  readonly #broken = new Set<number>();
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
    if (step !== 0) takeClockStep(session, { now, step });
    sendDigest(session, now);
    wakeAll(session, now);
    begin(session, this.#broken);
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
      doFor(session, id, {
        act: () =>
          store.savepoint(() => {
            const job = store.job(id);
            if (job !== undefined) wakeJob(session, job, { now });
          }),
        upon: (why) => wakeLater(session, id, { now, why }),
      });
    }
  });
}

function begin(session: Session, broken: Set<number>): void {
  const { store } = session;
  const pools = readPools(session);
  const left = { jobs: pools.jobs.free, hooks: pools.hooks.free };
  for (const { name, slots, state } of store.plan.groupsWithQueue()) {
    const pool = poolOf(name);
    const free = left[pool];
    if (free <= 0) continue;
    const load = { slots, used: store.plan.used(name), isOpen: state === "open" };
    // no more than can begin: what takes no slots may be more, and is planned again
    const most = Math.min(free, Math.max(slots - load.used, 0) + 1);
    const queue = store.plan.queue(name, most + broken.size).filter(({ id }) => !broken.has(id));
    for (const id of jobsToBegin(queue, load, { most })) {
      const upon = (why: string) => giveUp(session, id, { why, broken });
      const what = doFor(session, id, { act: () => beginJob(session, id), upon });
      // behind it nobody begins either: else it would be overtaken for ever
      if (what === "bound") break;
      if (what === "begun") left[pool]--;
    }
  }
}

function beginJob(session: Session, id: number): "gone" | "bound" | "begun" {
  const job = session.store.job(id);
  if (job === undefined) return "gone";
  if (isHookBound(session, job) || isAlertBound(session, job)) return "bound";
  beginRun(session, job);
  return "begun";
}

/** Whether there are so many hooks that no more are to be called for. */
function isHookBound(session: Session, job: JobRow): boolean {
  if (!wantsHooks(session, job)) return false;
  if (session.store.countOpenHooks(LIMITS.hooksOpen) < LIMITS.hooksOpen) return false;
  const why = `waits for hooks: ${LIMITS.hooksOpen} of them have not ended`;
  if (job.why !== why) session.store.changeJob(job.id, { why });
  return true;
}

/** Whether so many alerts run that the other slots are left to hooks, which jobs wait for. Alerts are behind all of those. */
function isAlertBound({ store }: Session, job: JobRow): boolean {
  if (job.hook?.kind !== "alert") return false;
  return new AlertStore(store.plan.sql).countActive() >= LIMITS.alertsAtOnce;
}
