/** Starting a job again that has ended: on demand, or because it was stopped to be restarted. */

import { advance } from "./advance.ts";
import { whyScheduled } from "./place.ts";
import type { JobRow } from "./rows.ts";
import type { Session } from "./session.ts";
import { nextCronTime } from "./times.ts";

const fresh = {
  ...{ endedAt: null, seenAt: null, again: null, wakeAt: null },
  ...{ missed: 0, starts: 0, tries: 0 },
};

/** From a final state back to the queue. */
export function startAgain(session: Session, job: JobRow, { who }: { who: string }): void {
  const why = `started again by ${who}`;
  advance(session, job.id, [
    { event: "again", why, job: fresh },
    { event: "due", why },
    { event: "ready", why },
  ]);
}

/** What was stopped to be restarted and has ended: after each end, and at a start after a crash. */
export function restartWaiting(session: Session): void {
  if (session.ending) return;
  for (const job of session.store.jobsToRestart()) {
    startAgain(session, job, { who: job.again ?? "" });
  }
}

/** What somebody stopped that is to run always: it stays so until the next chored begins. */
export function returnStopped(session: Session): void {
  const who = "the start of chored";
  for (const job of session.store.jobsToReturn()) {
    if (job.spec.when.kind !== "cron") startAgain(session, job, { who });
    else {
      const wakeAt = nextCronTime(session, job) ?? null;
      const why = `started again by ${who}; ${whyScheduled(job.spec, wakeAt)}`;
      advance(session, job.id, { event: "again", why, job: { ...fresh, wakeAt } });
    }
  }
}
