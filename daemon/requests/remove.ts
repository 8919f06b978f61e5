/** `rm`: forget jobs, their runs and their files. */

import { isActive } from "../../job/state.ts";
import { FINAL, isFinal } from "../../job/state.ts";
import type { Done } from "../../wire/replies.ts";
import { removeJob } from "../clean.ts";
import { Refused } from "../refusal.ts";
import type { Handler } from "../requests.ts";
import type { JobRow } from "../rows.ts";
import { selectJobs } from "../select.ts";
import type { Session } from "../session.ts";
import { stopJob } from "../stop_job.ts";

export const remove: Handler<"remove"> = async (session, { jobs: selection, force }, { peer }) => {
  const jobs = selectJobs(session, selection, { allOf: FINAL });
  const active = jobs.find((job) => isActive(job.state));
  if (active !== undefined && !force) {
    throw new Refused(
      "wrong_state",
      `Cannot remove job "${active.name}": it is ${active.state}: stop it first, or use --force`,
    );
  }
  return await Promise.all(
    jobs.map((job) => removeOne(session, job, { by: `removed by ${peer.who}` })),
  );
};

async function removeOne(session: Session, job: JobRow, { by }: { by: string }): Promise<Done> {
  if (!isFinal(job.state)) {
    const ended = endOf(session, job.id);
    stopJob(session, job, { graceMs: job.spec.graceMs, by });
    await ended;
  }
  const last = session.store.job(job.id);
  if (last !== undefined) removeJob(session, last);
  return { id: job.id, name: job.name, state: last?.state ?? job.state };
}

function endOf(session: Session, job: number): Promise<void> {
  return new Promise((resolve) => {
    const stop = session.changes.listen((change) => {
      // by the store: somebody may have started it again meanwhile
      if (change.job !== job || !isFinal(session.store.job(job)?.state ?? "lost")) return;
      stop();
      resolve();
    });
  });
}
