/** `wait`: reply when the selected jobs have started, or ended. */

import { isFinal, type State, STATES } from "../../job/state.ts";
import { LIMITS } from "../../limits.ts";
import type { JobView } from "../../wire/replies.ts";
import { markSeen } from "../clean.ts";
import { explainQueued } from "../explain.ts";
import { Refused } from "../refusal.ts";
import type { JobRow } from "../rows.ts";
import type { Handler } from "../requests.ts";
import { selectJobs } from "../select.ts";
import type { Session } from "../session.ts";
import { viewJob } from "../view.ts";

const unended = STATES.filter((state) => !isFinal(state));

const started: readonly State[] = ["running", "paused", "stopping"];

const reached = {
  end: ({ state }: JobRow) => isFinal(state),
  // one that is stopped to be restarted has its start before it
  start: ({ state, again }: JobRow) =>
    isFinal(state) || (again === null && started.includes(state)),
};

export const wait: Handler<"wait"> = (session, { jobs: selection, any, until }, { peer }) => {
  const ids = selectJobs(session, selection, { allOf: unended }).map((job) => job.id);
  // by the store, not by a change: a job that was stopped to be restarted is on its way again
  const isThere = (id: number) => {
    const job = session.store.job(id);
    return job === undefined || reached[until](job);
  };
  const open = new Set(ids.filter((id) => !isThere(id)));
  const done = () => open.size === 0 || (any && open.size < ids.length);
  const answer = () => viewAll(session, any ? ids.filter((id) => !open.has(id)) : ids);
  if (done()) return answer();
  if (session.changes.listeners >= LIMITS.subscribers) {
    throw new Refused("limit", `Cannot wait: ${LIMITS.subscribers} others wait already`);
  }
  const { promise, resolve } = Promise.withResolvers<JobView[]>();
  const stop = session.changes.listen((change) => {
    if (!open.has(change.job) || !isThere(change.job)) return;
    open.delete(change.job);
    if (!done()) return;
    stop();
    forget();
    resolve(answer());
  });
  const forget = peer.onEnd(stop);
  return promise;
};

function viewAll(session: Session, ids: readonly number[]): JobView[] {
  const jobs = ids.map((id) => session.store.job(id)).filter((job) => job !== undefined);
  markSeen(session, jobs);
  return explainQueued(session, jobs).map((job) => viewJob(job, session.store.runsOf(job.id)));
}
