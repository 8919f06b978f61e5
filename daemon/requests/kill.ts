/** `kill`: KILL to a job's processes, at once. */

import { isFinal, STATES } from "../../job/state.ts";
import type { Handler } from "../requests.ts";
import { selectJobs } from "../select.ts";
import { stopJob } from "../stop_job.ts";

const unended = STATES.filter((state) => !isFinal(state));

export const kill: Handler<"kill"> = (session, { jobs: selection }, { peer }) =>
  selectJobs(session, selection, { allOf: unended })
    .map((job) => stopJob(session, job, { graceMs: 0, by: `killed by ${peer.who}` }));
