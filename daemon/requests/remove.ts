/** `rm`: forget jobs, their runs and their files. */

import { isActive } from "../../job/state.ts";
import { FINAL, isFinal } from "../../job/state.ts";
import type { Done } from "../../wire/replies.ts";
import { removeJob } from "../clean.ts";
import { isNeeded } from "../hooks.ts";
import { Refused } from "../refusal.ts";
import type { Handler } from "../requests.ts";
import type { JobRow } from "../rows.ts";
import { selectJobs } from "../select.ts";
import type { Session } from "../session.ts";
import { stopJob } from "../stop_job.ts";

export const remove: Handler<"remove"> = async (session, { jobs: selection, force }, { peer }) => {
  const jobs = selectJobs(session, selection, { allOf: FINAL })
    .filter(({ tabLine }) => tabLine === null || !selection.all)
    .filter(({ id }) => !selection.all || force || !session.store.isRead({ job: id }));
  const active = jobs.find((job) => isActive(job.state));
  if (active !== undefined && !force) {
    throw new Refused(
      "wrong_state",
      `Cannot remove job "${active.name}": it is ${active.state}: stop it first, or use --force`,
    );
  }
  const ofTab = force ? undefined : jobs.find(({ tabLine }) => tabLine !== null);
  if (ofTab !== undefined) {
    throw new Refused(
      "wrong_state",
      `Cannot remove job "${ofTab.name}": it is line ${ofTab.tabLine} of the choretab: chore tab -e`,
    );
  }
  const read = force ? undefined : jobs.find(({ id }) => session.store.isRead({ job: id }));
  if (read !== undefined) {
    throw new Refused(
      "wrong_state",
      `Cannot remove job "${read.name}": another job still reads its output: wait for that, or use --force`,
    );
  }
  const needed = jobs.find((job) => isFinal(job.state) && isNeeded(session, job));
  if (needed !== undefined) {
    throw new Refused(
      "wrong_state",
      `Cannot remove job "${needed.name}": job ${needed.hook?.job} has not started yet, and hangs on it`,
    );
  }
  return await Promise.all(
    jobs.map((job) => removeOne(session, job, { by: `removed by ${peer.who}` })),
  );
};

async function removeOne(session: Session, job: JobRow, { by }: { by: string }): Promise<Done> {
  if (!isFinal(job.state)) {
    const ended = endOf(session, job.id, { by });
    stopJob(session, job, { graceMs: job.spec.graceMs, by });
    await ended;
  }
  const last = session.store.job(job.id);
  if (last !== undefined) removeJob(session, last);
  return { id: job.id, name: job.name, state: last?.state ?? job.state };
}

/** Its policy or its times may call it back first: then it is given up. */
function endOf(session: Session, id: number, { by }: { by: string }): Promise<void> {
  return new Promise((resolve) => {
    const stop = session.changes.listen((change) => {
      if (change.job !== id) return;
      // by the store: somebody may have started it again meanwhile
      const job = session.store.job(id);
      if (job !== undefined && !isFinal(job.state)) {
        if (!isActive(job.state)) stopJob(session, job, { graceMs: 0, by });
        return;
      }
      stop();
      resolve();
    });
  });
}
