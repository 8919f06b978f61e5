/** Starting a job again that has ended: on demand, or because it was stopped to be restarted. */

import { advance } from "./advance.ts";
import type { JobRow } from "./rows.ts";
import type { Session } from "./session.ts";

/** From a final state back to the queue. */
export function startAgain(session: Session, job: JobRow, { who }: { who: string }): void {
  const why = `started again by ${who}`;
  const fresh = {
    endedAt: null,
    seenAt: null,
    again: null,
    wakeAt: null,
    missed: 0,
    starts: 0,
    tries: 0,
  };
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
