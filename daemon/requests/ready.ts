/** `ready`: the selected jobs, which run, are ready; what waits for that goes on. */

import { ACTIVE } from "../../job/state.ts";
import { markReady } from "../ready.ts";
import { Refused } from "../refusal.ts";
import type { Handler } from "../requests.ts";
import { selectJobs } from "../select.ts";

export const ready: Handler<"ready"> = (session, { jobs: selection }, { peer }) => {
  const jobs = selectJobs(session, selection, { allOf: ACTIVE });
  return session.store.transaction(() =>
    jobs.map(({ id, name, state }) => {
      const said = markReady(session, id, { why: `said by ${peer.who}` });
      if (said === "no") {
        throw new Refused("wrong_state", `Cannot mark job "${name}" as ready: it is ${state}`);
      }
      return { id, name, state, ...said === "before" ? { note: "it was ready already" } : {} };
    })
  );
};
