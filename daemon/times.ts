/** The times of jobs: first, next, missed. */

import { nextTime } from "../job/schedule.ts";
import { isActive, type State } from "../job/state.ts";
import type { When } from "../job/when.ts";
import { LIMITS } from "../limits.ts";
import type { JobRow } from "./rows.ts";
import type { Session } from "./session.ts";

type Cron = Extract<When, { kind: "cron" }>;

/** Due at each start of the machine, and by no clock. */
export function isReboot(when: When): boolean {
  return when.kind === "cron" && when.expression === "@reboot";
}

/** A job's next time after `after`, where it repeats by the clock; undefined for `@reboot` and for never. */
export function nextCronTime(
  session: Session,
  { spec }: Pick<JobRow, "spec">,
  { after = session.now() }: { after?: number } = {},
): number | undefined {
  const { when } = spec;
  return when.kind === "cron" ? timeAfter(session, when, { after }) : undefined;
}

/** A zone or an expression that is known no more costs a job its times, and no more than that. */
function timeAfter(
  { options, log }: Session,
  { expression, zone }: Cron,
  { after }: { after: number },
): number | undefined {
  try {
    return nextTime(expression, after, { zone: zone ?? options.zone });
  } catch (error) {
    log.error(`no next time: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

/** When a new job is due: null where only a restart of the machine makes it so. */
export function firstTime(session: Session, when: When, { now }: { now: number }): number | null {
  switch (when.kind) {
    case "now":
      return now;
    case "at":
      return when.at;
    case "cron":
      return timeAfter(session, when, { after: now }) ?? null;
  }
}

/** While it runs, a job that repeats is woken for its next time; no other is. */
export function wakeAfterStart(session: Session, job: JobRow): number | null {
  return job.cronAt ?? nextCronTime(session, job) ?? null;
}

/**
 * In these states a job that repeats is woken for something else: the end of a pause, a deadline. Its
 * next time is kept beside that, and comes all the same.
 */
export const onTheWay: readonly State[] = ["waiting", "queued", "backoff"];

/** The next time of a job that comes to `state`, where it must be kept apart from what wakes it there. */
export function cronTimeIn(
  session: Session,
  job: JobRow,
  { state }: { state: State },
): number | null {
  if (job.spec.when.kind !== "cron" || !onTheWay.includes(state)) return null;
  if (job.cronAt !== null) return job.cronAt;
  return (isActive(job.state) ? job.wakeAt : null) ?? nextCronTime(session, job) ?? null;
}

/** From when it may begin, a job may have a deadline. */
export function startDeadline({ spec }: Pick<JobRow, "spec">, now: number): number | null {
  return spec.startDeadlineMs > 0 ? now + spec.startDeadlineMs : null;
}

/** How many of a job's times lie after `from` and not after `to`, counted to a bound. */
export function countTimes(
  session: Session,
  job: JobRow,
  { from, to }: { from: number; to: number },
): number {
  let count = 0;
  for (
    let at = nextCronTime(session, job, { after: from });
    at !== undefined && at <= to;
    at = nextCronTime(session, job, { after: at })
  ) {
    if (++count >= LIMITS.caughtUp) break;
  }
  return count;
}
