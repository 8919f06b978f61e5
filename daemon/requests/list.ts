/** `list`: jobs, newest first, a page at a time. */

import { isFinal, STATES } from "../../job/state.ts";
import { LIMITS } from "../../limits.ts";
import { cleanSeen, markSeen } from "../clean.ts";
import type { Handler } from "../requests.ts";
import type { JobRow } from "../rows.ts";
import type { Session } from "../session.ts";
import { viewJob } from "../view.ts";

const unended = STATES.filter((state) => !isFinal(state));
const ended = STATES.filter(isFinal);

export const list: Handler<"list"> = (
  session,
  { states, before = Number.MAX_SAFE_INTEGER, limit },
) => {
  cleanSeen(session);
  const most = limit ?? LIMITS.listedJobs;
  const rows = states !== undefined
    ? session.store.jobsInStatesBefore(states, { before, most: most + 1 })
    : limit !== undefined
    ? session.store.jobsBefore(before, most + 1)
    : recent(session, most + 1);
  const page = rows.slice(0, most);
  markSeen(session, page);
  return {
    jobs: page.map((job) => viewJob(job, newest(session, job))),
    before: rows.length > most ? page.at(-1)?.id ?? null : null,
  };
};

/** All that has not ended, and the last few that have. */
function recent(session: Session, most: number): JobRow[] {
  const before = Number.MAX_SAFE_INTEGER;
  return [
    ...session.store.jobsInStatesBefore(unended, { before, most }),
    ...session.store.jobsInStatesBefore(ended, { before, most: LIMITS.listedEnded }),
  ].sort((a, b) => b.id - a.id).slice(0, most);
}

function newest(session: Session, job: JobRow) {
  const run = job.run === null ? undefined : session.store.run(job.run);
  return run === undefined ? [] : [run];
}
