/** `list`: jobs, newest first, a page at a time. */

import { isFinal, type State, STATES } from "../../job/state.ts";
import { LIMITS } from "../../limits.ts";
import { cleanSeen, markSeen } from "../clean.ts";
import type { Handler } from "../requests.ts";
import type { JobRow, RunRow } from "../rows.ts";
import type { Session } from "../session.ts";
import { viewJob } from "../view.ts";

const unended = STATES.filter((state) => !isFinal(state));
const ended = STATES.filter(isFinal);

export const list: Handler<"list"> = (session, { states, before, limit }) => {
  cleanSeen(session);
  const rows = states === undefined && limit === undefined && before === undefined
    ? recent(session)
    : page(session, { states, before, most: (limit ?? LIMITS.listedJobs) + 1 });
  const most = limit ?? LIMITS.listedJobs;
  const jobs = rows.slice(0, most);
  markSeen(session, jobs);
  return {
    jobs: jobs.map((job) => viewJob(job, newest(session, job))),
    before: rows.length > most ? jobs.at(-1)?.id ?? null : null,
    older: session.store.countJobs() - jobs.length,
  };
};

/** All that has not ended, and the last few that have. */
function recent(session: Session): JobRow[] {
  const before = Number.MAX_SAFE_INTEGER;
  return [
    ...session.store.jobsInStatesBefore(unended, { before, most: LIMITS.listedJobs }),
    ...session.store.jobsInStatesBefore(ended, { before, most: LIMITS.listedEnded }),
  ].sort((a, b) => b.id - a.id);
}

interface Wanted {
  readonly states: readonly State[] | undefined;
  readonly before: number | undefined;
  readonly most: number;
}

function page(
  { store }: Session,
  { states, before = Number.MAX_SAFE_INTEGER, most }: Wanted,
): JobRow[] {
  return states === undefined
    ? store.jobsBefore(before, most)
    : store.jobsInStatesBefore(states, { before, most });
}

function newest(session: Session, job: JobRow): RunRow[] {
  const run = job.run === null ? undefined : session.store.run(job.run);
  return run === undefined ? [] : [run];
}
