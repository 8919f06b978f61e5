/** `now`: a job that waits begins at once, whatever it waits for and whatever slots are free. */

import { type Event, isActive, type State, STATES, WAITING } from "../../job/state.ts";
import { LIMITS } from "../../limits.ts";
import type { Done } from "../../wire/replies.ts";
import { advance } from "../advance.ts";
import { Refused } from "../refusal.ts";
import type { Handler } from "../requests.ts";
import type { JobRow } from "../rows.ts";
import { beginRun } from "../runs.ts";
import { selectJobs } from "../select.ts";
import type { Session } from "../session.ts";

const withWorker = STATES.filter(isActive);

/** The way from each state that waits into the queue. */
const WAYS: Readonly<Partial<Record<State, readonly Event[]>>> = {
  held: ["release", "due", "ready"],
  scheduled: ["due", "ready"],
  waiting: ["ready"],
  backoff: ["wake"],
  queued: [],
};

export const now: Handler<"now"> = (session, { jobs: selection }, { peer }) => {
  const jobs = selectJobs(session, selection, { allOf: [...WAITING, "backoff"] });
  const stuck = jobs.find(({ state }) => WAYS[state] === undefined);
  if (stuck !== undefined) {
    throw new Refused("wrong_state", `Cannot begin job "${stuck.name}" now: it is ${stuck.state}`);
  }
  checkRoom(session, jobs.length);
  return jobs.map((job) => beginNow(session, job, { why: `begun at once by ${peer.who}` }));
};

/** Slots do not count, workers do. @throws {Refused} */
function checkRoom({ store, ending }: Session, count: number): void {
  if (ending) throw new Refused("ending", "Cannot begin a job: chored is about to end");
  if (store.countInStates(withWorker) + count <= LIMITS.workers) return;
  throw new Refused(
    "limit",
    `Cannot begin ${
      count === 1 ? "a job" : `${count} jobs`
    } now: at most ${LIMITS.workers} run at once`,
  );
}

function beginNow(session: Session, job: JobRow, { why }: { why: string }): Done {
  const way = WAYS[job.state] ?? [];
  if (way.length > 0) {
    advance(session, job.id, way.map((event) => ({ event, why, job: { wakeAt: null } })));
  }
  const queued = session.store.job(job.id);
  if (queued?.state === "queued") beginRun(session, queued);
  return { id: job.id, name: job.name, state: session.store.job(job.id)?.state ?? job.state };
}
