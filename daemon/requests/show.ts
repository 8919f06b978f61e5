/** `show`: all about the selected jobs. */

import { STATES } from "../../job/state.ts";
import type { ShownJob } from "../../wire/replies.ts";
import { cleanSeen, markSeen } from "../clean.ts";
import type { Handler } from "../requests.ts";
import type { JobRow } from "../rows.ts";
import { selectJobs } from "../select.ts";
import type { Session } from "../session.ts";
import { viewJob } from "../view.ts";

export const show: Handler<"show"> = async (session, { jobs: selection, usage }) => {
  cleanSeen(session);
  const jobs = selectJobs(session, selection, { allOf: STATES });
  markSeen(session, jobs);
  return await Promise.all(jobs.map((job) => showJob(session, job, { usage })));
};

async function showJob(session: Session, job: JobRow, want: { usage: boolean }): Promise<ShownJob> {
  const view = { ...viewJob(job, session.store.runsOf(job.id)), spec: job.spec };
  const runs = job.state === "running" || job.state === "paused" || job.state === "stopping";
  if (!want.usage || !runs || job.run === null) return view;
  const answer = await session.workers.order(job.run, { order: "usage" });
  return answer?.usage === undefined ? view : { ...view, usage: answer.usage };
}
