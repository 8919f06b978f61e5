/** `why`: in one sentence what a job waits for, or how it ended. */

import { STATES } from "../../job/state.ts";
import { cleanSeen, markSeen } from "../clean.ts";
import { explainQueued } from "../explain.ts";
import { explainLogging } from "../explain_logging.ts";
import type { Handler } from "../requests.ts";
import { selectJobs } from "../select.ts";

export const why: Handler<"why"> = (session, { jobs: selection }) => {
  cleanSeen(session);
  const jobs = selectJobs(session, selection, { allOf: STATES });
  markSeen(session, jobs);
  return explainLogging(session, explainQueued(session, jobs)).map((job) => ({
    id: job.id,
    name: job.name,
    why: `${job.state}: ${job.why}`,
  }));
};
