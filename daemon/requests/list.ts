/** `list`: jobs, newest first, a page at a time. */

import { isFinal, type State, STATES } from "../../job/state.ts";
import { LIMITS } from "../../limits.ts";
import { cleanSeen, markSeen } from "../clean.ts";
import { explainQueued } from "../explain.ts";
import { fitting } from "../fitting.ts";
import type { Handler } from "../requests.ts";
import type { JobRow, RunRow } from "../rows.ts";
import type { Session } from "../session.ts";
import { viewJob } from "../view.ts";

const unended = STATES.filter((state) => !isFinal(state));
const ended = STATES.filter(isFinal);

export const list: Handler<"list"> = (session, { states, hooks, before, limit }) => {
  cleanSeen(session);
  const rows = states === undefined && limit === undefined
    ? recent(session, { hooks, before })
    : page(session, { states, hooks, before, most: (limit ?? LIMITS.listedJobs) + 1 });
  const most = limit ?? LIMITS.listedJobs;
  const jobs = fitting(rows.slice(0, most), textsOf);
  markSeen(session, jobs);
  return {
    jobs: explainQueued(session, jobs).map((job) => viewJob(job, newest(session, job))),
    before: rows.length > jobs.length ? jobs.at(-1)?.id ?? null : null,
    older: session.store.countJobs() - (hooks ? 0 : session.store.countHooks()) - jobs.length,
  };
};

/** What of a job has no small bound. */
function* textsOf({ spec, why }: JobRow): Iterable<string> {
  yield* spec.argv;
  yield spec.cwd;
  yield why;
  for (const { job } of spec.after) yield job;
}

/** All that has not ended, and the last few that have. */
function recent({ store }: Session, { hooks, before = none }: Pick<Wanted, "hooks" | "before">) {
  return [
    ...store.jobsInStatesBefore(unended, { hooks, before, most: LIMITS.listedJobs + 1 }),
    ...store.jobsInStatesBefore(ended, { hooks, before: none, most: LIMITS.listedEnded })
      .filter(({ id }) => id < before),
  ].sort((a, b) => b.id - a.id);
}

/** No page before. */
const none = Number.MAX_SAFE_INTEGER;

interface Wanted {
  readonly states: readonly State[] | undefined;
  readonly hooks: boolean;
  readonly before: number | undefined;
  readonly most: number;
}

function page(
  { store }: Session,
  { states, hooks, before = none, most }: Wanted,
): JobRow[] {
  return states === undefined
    ? store.jobsBefore(before, most, { hooks })
    : store.jobsInStatesBefore(states, { before, most, hooks });
}

function newest(session: Session, job: JobRow): RunRow[] {
  const run = job.run === null ? undefined : session.store.run(job.run);
  return run === undefined ? [] : [run];
}
