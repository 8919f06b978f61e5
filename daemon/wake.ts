/** What is done when something is due for a job: its time, the end of a pause, a deadline. */

import { readinessOf } from "../job/after.ts";
import { isActive, type State, STATES } from "../job/state.ts";
import { LIMITS } from "../limits.ts";
import { acceptCopy } from "./accept.ts";
import { advance } from "./advance.ts";
import type { JobRow } from "./rows.ts";
import type { Session } from "./session.ts";
import { countTimes, isReboot, nextCronTime, startDeadline } from "./times.ts";

/** `now` is past the job's `wakeAt`, or the time that it keeps beside that. */
export function wakeJob(session: Session, job: JobRow, { now }: { now: number }): void {
  if (job.cronAt !== null && job.cronAt <= now) overlap(session, job, { now });
  if (job.wakeAt !== null && job.wakeAt <= now) wakeInState(session, job, { now });
}

function wakeInState(session: Session, job: JobRow, { now }: { now: number }): void {
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
  const from = job.wakeAt ?? now;
  const due = {
    event: "due",
    why: waits,
    job: { wakeAt, missed: addMissed(job, lateTimes(session, job, { from, now })) },
  } as const;
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
  const anew = { starts: 0, tries: 0 };
  if (job.spec.when.kind !== "cron") {
    advance(session, job.id, { event: "skip", why, job: { wakeAt: null, ...anew } });
    return;
  }
  // a time that came meanwhile may have been counted just now
  const { missed = 0 } = session.store.job(job.id) ?? {};
  const turn = missed > 0
    ? { wakeAt: now, missed: missed - 1 }
    : { wakeAt: nextCronTime(session, job, { after: now }) ?? null };
  advance(session, job.id, { event: "repeat", why, job: { ...turn, ...anew } });
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

/** The time of a job has come while it is on its way: it waits, is queued, runs, or pauses before another attempt. */
function overlap(session: Session, job: JobRow, { now }: { now: number }): void {
  const { when } = job.spec;
  if (when.kind !== "cron") return session.store.changeJob(job.id, { wakeAt: null });
  const next = nextCronTime(session, job, { after: now }) ?? null;
  // another one would not wait for what this one waits for
  const from = job.cronAt ?? job.wakeAt ?? now;
  const late = when.overlap === "skip" ? 0 : lateTimes(session, job, { from, now });
  const counts = when.overlap === "queue" || (when.overlap === "allow" && job.state === "waiting");
  session.store.changeJob(job.id, {
    ...(job.cronAt === null ? { wakeAt: next } : { cronAt: next }),
    missed: addMissed(job, late + (counts ? 1 : 0)),
  });
  const which = `job ${job.id} "${job.name}"`;
  session.log.info(`${which}: its time has come while it is ${job.state}: ${when.overlap}`);
  if (counts || when.overlap !== "allow") return;
  if (session.store.countJobs() < LIMITS.jobs) acceptCopy(session, job);
  else session.log.warn(`${which}: no other beside it: the session is full`);
}

/** How many times passed since the one that is due, whatever chored did meanwhile, where all are to be caught up. */
function lateTimes(
  session: Session,
  job: JobRow,
  { from, now }: { from: number; now: number },
): number {
  const { when } = job.spec;
  if (when.kind !== "cron" || when.catchUp !== "all") return 0;
  return countTimes(session, job, { from, to: now });
}

function addMissed({ missed }: JobRow, more: number): number {
  return Math.min(missed + more, LIMITS.caughtUp);
}

/** Times that passed while no chored served: by the policy of each job. What is caught up is left to be woken. */
export function catchUp(session: Session, now: number): void {
  const { store } = session;
  store.transaction(() => {
    for (const id of store.plan.due(now, LIMITS.jobs)) {
      const job = store.job(id);
      if (job !== undefined) catchUpJob(session, job, { now });
    }
  });
}

function catchUpJob(session: Session, job: JobRow, { now }: { now: number }): void {
  const { when } = job.spec;
  const from = job.cronAt ?? (repeating.includes(job.state) ? job.wakeAt : null);
  if (when.kind !== "cron" || isReboot(when) || from === null || from > now) return;
  const passed = 1 + countTimes(session, job, { from, to: now });
  const which = `job ${job.id} "${job.name}"`;
  session.log.info(`${which}: ${passed} of its times passed meanwhile: ${when.catchUp}`);
  if (when.catchUp === "none") leaveOut(session, job, { from, now });
}

/** But for a turn that is owed since a time that came while chored served. */
function leaveOut(
  session: Session,
  job: JobRow,
  { from, now }: { from: number; now: number },
): void {
  const next = nextCronTime(session, job, { after: now }) ?? null;
  if (job.cronAt !== null) return session.store.changeJob(job.id, { cronAt: next });
  if (job.state !== "scheduled") return session.store.changeJob(job.id, { wakeAt: next });
  const isTurn = nextCronTime(session, job, { after: from - 1 }) !== from;
  if (isTurn) return;
  const turn = job.missed > 0 ? { wakeAt: now, missed: job.missed - 1 } : { wakeAt: next };
  session.store.changeJob(job.id, turn);
}

/** In these states a repeated job is woken for its next time. */
export const repeating: readonly State[] = ["scheduled", ...STATES.filter(isActive)];

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
