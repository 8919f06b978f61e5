/** `resume`: CONT to the processes of a job; its time limit runs on. */

import type { Handler } from "../requests.ts";
import { selectJobs } from "../select.ts";
import { orderEach } from "../order_each.ts";

export const resume: Handler<"resume"> = (session, { jobs: selection }, { peer }) => {
  const jobs = selectJobs(session, selection, { allOf: ["paused"] });
  return orderEach(session, jobs, { order: "resume", why: `resumed by ${peer.who}` });
};
