/** `shutdown`: end chored, and its jobs unless they are to be kept. */

import { terminate } from "../stop.ts";
import type { Handler } from "../requests.ts";

export const shutdown: Handler<"shutdown"> = async (session, { keepJobs }, { peer }) => {
  session.log.info(`shutdown asked for by ${peer.who}${keepJobs ? ", jobs are kept" : ""}`);
  const report = await terminate(session, keepJobs ? "keep" : "stop");
  session.end();
  return report;
};
