/** Beginning a job at once, whatever it waits for and whatever slots are free: workers alone count. */

import type { Event, State } from "../job/state.ts";
import { LIMITS } from "../limits.ts";
import type { Done } from "../wire/replies.ts";
import { advance } from "./advance.ts";
import { readPools } from "./pool.ts";
import { Refused } from "./refusal.ts";
import type { JobRow } from "./rows.ts";
import { beginRun } from "./runs.ts";
import type { Session } from "./session.ts";

/** The way from each state that waits into the queue. */
const WAYS: Readonly<Partial<Record<State, readonly Event[]>>> = {
  held: ["release", "due", "ready"],
  scheduled: ["due", "ready"],
  waiting: ["ready"],
  backoff: ["wake"],
  queued: [],
};

/** Whether a job in `state` can be begun. */
export function canBegin(state: State): boolean {
  return WAYS[state] !== undefined;
}

/** Slots do not count, workers do. @throws {Refused} */
export function checkRoom(session: Session, count: number): void {
  if (session.ending) throw new Refused("ending", "Cannot begin a job: chored is about to end");
  if (readPools(session).jobs.free >= count) return;
  throw new Refused(
    "limit",
    `Cannot begin ${
      count === 1 ? "a job" : `${count} jobs`
    } now: at most ${LIMITS.workers} run at once`,
  );
}

export function beginNow(session: Session, job: JobRow, { who }: { who: string }): Done {
  const why = `begun at once by ${who}`;
  const way = WAYS[job.state] ?? [];
  if (way.length > 0) {
    advance(session, job.id, way.map((event) => ({ event, why, job: { wakeAt: null } })));
  }
  const queued = session.store.job(job.id);
  if (queued?.state === "queued") beginRun(session, queued);
  return { id: job.id, name: job.name, state: session.store.job(job.id)?.state ?? job.state };
}
