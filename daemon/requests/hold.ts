/** `hold`: a job that waits does not begin until somebody releases it. */

import { WAITING } from "../../job/state.ts";
import type { Handler } from "../requests.ts";
import { selectJobs } from "../select.ts";
import { stepEach } from "../step_each.ts";

export const hold: Handler<"hold"> = (session, { jobs: selection }, { peer }) => {
  const jobs = selectJobs(session, selection, { allOf: [...WAITING, "backoff"] });
  return stepEach(session, jobs, {
    verb: "hold",
    step: { event: "hold", why: `held by ${peer.who}` },
  });
};
