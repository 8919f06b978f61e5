/** `restart`: a job that has ended begins a new run; one that runs is stopped first. */

import { isActive, isFinal, STATES } from "../../job/state.ts";
import type { Done } from "../../wire/replies.ts";
import { startAgain } from "../again.ts";
import type { Handler } from "../requests.ts";
import type { JobRow } from "../rows.ts";
import { refuseHook, selectJobs } from "../select.ts";
import type { Session } from "../session.ts";
import { stopJob } from "../stop_job.ts";

export const restart: Handler<"restart"> = (session, { jobs: selection }, { peer }) =>
  selectJobs(session, selection, { allOf: STATES }).map((job) =>
    restartJob(session, job, { who: peer.who ?? "" })
  );

function restartJob(session: Session, job: JobRow, { who }: { who: string }): Done {
  refuseHook(job, { verb: "restart" });
  if (isFinal(job.state)) {
    startAgain(session, job, { who });
    return { id: job.id, name: job.name, state: session.store.job(job.id)?.state ?? job.state };
  }
  if (!isActive(job.state)) {
    return { id: job.id, name: job.name, state: job.state, note: "it has not started yet" };
  }
  const by = `restarted by ${who}`;
  return stopJob(session, job, { graceMs: job.spec.graceMs, by, again: who });
}
