/** What comes next: the times of all jobs of a session that have any, in order. */

import type { NextTime } from "../wire/tab_views.ts";
import type { JobRow } from "./rows.ts";
import type { Session } from "./session.ts";
import { nextCronTime } from "./times.ts";

interface Coming {
  readonly job: JobRow;
  readonly at: number;
}

/** The first `count`; jobs that come later than so many others are not looked at. */
export function nextTimesOfAll(session: Session, count: number): NextTime[] {
  let coming: Coming[] = session.store.comingJobs(count).map((job) => ({ job, at: timeOf(job) }));
  const times: NextTime[] = [];
  while (times.length < count) {
    const first = coming.reduce<Coming | undefined>(
      (least, each) => least === undefined || each.at < least.at ? each : least,
      undefined,
    );
    if (first === undefined) break;
    const { job, at } = first;
    const { id, name, spec } = job;
    times.push({ at: new Date(at).toISOString(), id, name, command: spec.argv });
    const next = nextCronTime(session, job, { after: Math.max(at, session.now()) });
    coming = coming.filter((each) => each !== first);
    if (next !== undefined) coming.push({ job, at: next });
  }
  return times;
}

function timeOf({ cronAt, wakeAt }: JobRow): number {
  return cronAt ?? wakeAt ?? 0;
}
