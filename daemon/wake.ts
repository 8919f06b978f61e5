/** What is done when something is due for a job: its time, the end of a pause, a deadline. */

import { readinessOf } from "../job/after.ts";
import { isActive, STATES } from "../job/state.ts";
import { LIMITS } from "../limits.ts";
import { acceptCopy } from "./accept.ts";
import { advance } from "./advance.ts";
import type { JobRow } from "./rows.ts";
import type { Session } from "./session.ts";
import { countTimes, isReboot, nextCronTime, startDeadline } from "./times.ts";

/** `now` is past the job's `wakeAt`. */
export function wakeJob(session: Session, job: JobRow, { now }: { now: number }): void {
  switch (job.state) {
    case "scheduled":
      return comeDue(session, job, { now });
    case "backoff":
      advance(session, job.id, {
        event: "wake",
        why: waits,
        job: { wakeAt: startDeadline(job, now) },
      });
      return;
    case "waiting":
    case "queued":
      return comeTooLate(session, job, { now });
    case "starting":
    case "running":
    case "paused":
    case "stopping":
      return overlap(session, job, { now });
    default:
      return session.store.changeJob(job.id, { wakeAt: null });
  }
}

export const waits = "waits for its turn";

/** Its time has come: now it waits for others, or for its turn. */
function comeDue(session: Session, job: JobRow, { now }: { now: number }): void {
  const wakeAt = startDeadline(job, now);
  const needed = session.store.plan.needed(job.id);
  const due = { event: "due", why: waits, job: { wakeAt } } as const;
  if (needed.length === 0) {
    advance(session, job.id, [due, { event: "ready", why: waits }]);
    return;
  }
  advance(session, job.id, due);
  checkWaiting(session, job.id);
}

/** It could not begin by its deadline: it waits for its next time, where there is one. */
function comeTooLate(session: Session, job: JobRow, { now }: { now: number }): void {
  const why = "its deadline to start has passed";
  const wakeAt = nextCronTime(session, job, { after: now }) ?? null;
  const repeats = job.spec.when.kind === "cron";
  advance(session, job.id, {
    event: repeats ? "repeat" : "skip",
    why,
    job: { wakeAt, starts: 0, tries: 0 },
  });
}

/** Whether what a waiting job waits for has come true, or never will. */
export function checkWaiting(session: Session, id: number): void {
  const job = session.store.job(id);
  if (job?.state !== "waiting") return;
  const readiness = readinessOf(session.store.plan.needed(id));
  if (readiness.kind === "ready") advance(session, id, { event: "ready", why: waits });
  else if (readiness.kind === "never") {
    advance(session, id, { event: "skip", why: readiness.why, job: { wakeAt: null } });
  } else if (readiness.why !== job.why) session.store.changeJob(id, { why: readiness.why });
}

/** Those that wait for `job`, which has ended or was removed. */
export function checkDependants(session: Session, job: number): void {
  const dependants = session.store.plan.dependants(job);
  if (dependants.length === 0) return;
  session.store.transaction(() => dependants.forEach((id) => checkWaiting(session, id)));
}

/** All that wait for others: what they wait for may have ended and nobody heard of it. */
export function checkAllWaiting(session: Session): void {
  const { store } = session;
  store.transaction(() =>
    store.jobsInStates(["waiting"], LIMITS.jobs).forEach(({ id }) => checkWaiting(session, id))
  );
}

/** The time of a job has come while it runs. */
function overlap(session: Session, job: JobRow, { now }: { now: number }): void {
  const { when } = job.spec;
  if (when.kind !== "cron") return session.store.changeJob(job.id, { wakeAt: null });
  const wakeAt = nextCronTime(session, job, { after: now }) ?? null;
  const missed = when.overlap === "queue" ? Math.min(job.missed + 1, LIMITS.caughtUp) : job.missed;
  session.store.changeJob(job.id, { wakeAt, missed });
  session.log.info(`job ${job.id} "${job.name}": its time has come while it runs: ${when.overlap}`);
  if (when.overlap !== "allow") return;
  if (session.store.countJobs() < LIMITS.jobs) acceptCopy(session, job);
  else session.log.warn(`job ${job.id} "${job.name}": no other beside it: the session is full`);
}

/** Times that passed while no chored served: by the policy of each job. */
export function catchUp(session: Session, now: number): void {
  const { store } = session;
  store.transaction(() => {
    for (const id of store.plan.due(now, LIMITS.jobs)) {
      const job = store.job(id);
      if (job?.state === "scheduled") catchUpJob(session, job, { now });
    }
  });
}

function catchUpJob(session: Session, job: JobRow, { now }: { now: number }): void {
  const { store, log } = session;
  const { when } = job.spec;
  if (when.kind !== "cron" || isReboot(when) || job.wakeAt === null) return;
  const passed = 1 + countTimes(session, job, { from: job.wakeAt, to: now });
  log.info(`job ${job.id} "${job.name}": ${passed} of its times passed meanwhile: ${when.catchUp}`);
  if (when.catchUp === "none") {
    store.changeJob(job.id, { wakeAt: nextCronTime(session, job, { after: now }) ?? null });
  }
  if (when.catchUp === "all") {
    store.changeJob(job.id, { missed: Math.min(job.missed + passed - 1, LIMITS.caughtUp) });
  }
}

/**
 * The clock was set by more than a change of summer time: times that lie in between are not run, and
 * new ones are found. Pauses and deadlines last as long as they would have.
 */
export function resetClock(session: Session, { now, step }: { now: number; step: number }): void {
  const { store } = session;
  store.transaction(() => {
    store.plan.shiftPauses(step);
    for (const job of store.jobsInStates(repeating, LIMITS.jobs)) {
      const { when } = job.spec;
      if (when.kind !== "cron" || isReboot(when) || job.wakeAt === null) continue;
      store.changeJob(job.id, { wakeAt: nextCronTime(session, job, { after: now }) ?? null });
    }
  });
}

/** In these states a repeated job is woken for its next time. */
const repeating = ["scheduled", ...STATES.filter(isActive)] as const;

/** The machine was started since: jobs of `@reboot` are due; those that its fall cut short, once their end is known. */
export function wakeForReboot(session: Session): void {
  const { store, options: { boot } } = session;
  const last = store.plan.meta("boot");
  if (boot === "" || last === boot) return;
  store.transaction(() => {
    store.plan.putMeta("boot", boot);
    if (last === undefined) return;
    for (const { id, state, spec } of store.jobsInStates(repeating, LIMITS.jobs)) {
      if (!isReboot(spec.when)) continue;
      store.changeJob(id, state === "scheduled" ? { wakeAt: session.now() } : { missed: 1 });
    }
  });
}
