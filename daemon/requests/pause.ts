/** `pause`: STOP to the processes of a job; its time limit stands still meanwhile. */

import type { Handler } from "../requests.ts";
import { selectJobs } from "../select.ts";
import { orderEach } from "../order_each.ts";

export const pause: Handler<"pause"> = (session, { jobs: selection }, { peer }) => {
  const jobs = selectJobs(session, selection, { allOf: ["running"] });
  return orderEach(session, jobs, { order: "pause", why: `paused by ${peer.who}` });
};
