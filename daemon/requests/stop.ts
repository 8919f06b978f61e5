/** `stop`: TERM to a job's processes, and after the grace KILL. A job that waits is given up. */

import { isFinal, STATES } from "../../job/state.ts";
import type { Handler } from "../requests.ts";
import { selectJobs } from "../select.ts";
import { stopJob } from "../stop_job.ts";

const unended = STATES.filter((state) => !isFinal(state));

export const stop: Handler<"stop"> = (session, { jobs: selection, graceMs }, { peer }) =>
  selectJobs(session, selection, { allOf: unended })
    .map((job) =>
      stopJob(session, job, { graceMs: graceMs ?? job.spec.graceMs, by: `stopped by ${peer.who}` })
    );
