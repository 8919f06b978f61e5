/** `release`: a job that was held waits again for its time, for others, for a slot. */

import type { Handler } from "../requests.ts";
import { selectJobs } from "../select.ts";
import { stepEach } from "../step_each.ts";
import { firstTime } from "../times.ts";

export const release: Handler<"release"> = (session, { jobs: selection }, { peer }) => {
  const jobs = selectJobs(session, selection, { allOf: ["held"] });
  return stepEach(session, jobs, {
    verb: "release",
    step: { event: "release", why: `released by ${peer.who}` },
    also: ({ spec }) => ({ wakeAt: firstTime(session, spec.when, { now: session.now() }) }),
  });
};
