/** Somebody set the clock: cron(8)'s rules for that, and what lasts as long as it would have. */

import { followsClock } from "../job/schedule.ts";
import { LIMITS } from "../limits.ts";
import type { JobRow } from "./rows.ts";
import type { Session } from "./session.ts";
import { isReboot, nextCronTime, onTheWay } from "./times.ts";
import { repeating } from "./wake.ts";

interface ClockStep {
  readonly now: number;
  /** by how much the clock was set; milliseconds */
  readonly step: number;
}

/**
 * From three hours on it is a correction: times that lie in between are not run, and new ones are
 * found. Pauses and deadlines last as long as they would have. Set back by less, jobs of every hour or
 * minute go by the new clock at once, and the others run no time twice; a step of less than a minute,
 * as clocks are disciplined by, repeats nothing.
 */
export function takeClockStep(session: Session, { now, step }: ClockStep): void {
  if (Math.abs(step) >= LIMITS.clockCorrectionMs) {
    const { store } = session;
    store.transaction(() => {
      store.plan.shiftPauses(step);
      findTimesAnew(session, { now, of: () => true });
    });
  } else if (step <= -LIMITS.clockSetBackMs) {
    findTimesAnew(session, { now, of: (expression) => followsClock(expression) });
  }
}

interface Which {
  readonly now: number;
  readonly of: (expression: string) => boolean;
}

function findTimesAnew(session: Session, { now, of }: Which): void {
  const { store } = session;
  store.transaction(() => {
    for (const job of store.jobsInStates([...repeating, ...onTheWay], LIMITS.jobs)) {
      const { when } = job.spec;
      if (when.kind !== "cron" || isReboot(when) || !of(when.expression)) continue;
      const next = nextCronTime(session, job, { after: now }) ?? null;
      const change = changeOf(job, next);
      if (change !== undefined) store.changeJob(job.id, change);
    }
  });
}

function changeOf(job: JobRow, next: number | null) {
  if (job.cronAt !== null) return { cronAt: next };
  const isWoken = repeating.some((state) => state === job.state);
  return isWoken && job.wakeAt !== null ? { wakeAt: next } : undefined;
}
