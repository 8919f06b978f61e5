/** `now`: a job that waits begins at once, whatever it waits for and whatever slots are free. */

import { WAITING } from "../../job/state.ts";
import { beginNow, canBegin, checkRoom } from "../begin_now.ts";
import { Refused } from "../refusal.ts";
import type { Handler } from "../requests.ts";
import { selectJobs } from "../select.ts";

export const now: Handler<"now"> = (session, { jobs: selection }, { peer }) => {
  const jobs = selectJobs(session, selection, { allOf: [...WAITING, "backoff"] });
  const stuck = jobs.find(({ state }) => !canBegin(state));
  if (stuck !== undefined) {
    throw new Refused("wrong_state", `Cannot begin job "${stuck.name}" now: it is ${stuck.state}`);
  }
  checkRoom(session, jobs.length);
  return jobs.map((job) => beginNow(session, job, { who: peer.who ?? "" }));
};
