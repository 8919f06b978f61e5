/** `pin`: a job stays, also when it has ended and was seen, until somebody removes it. */

import { STATES } from "../../job/state.ts";
import type { Handler } from "../requests.ts";
import { selectJobs } from "../select.ts";

export const pin: Handler<"pin"> = (session, { jobs: selection }) =>
  selectJobs(session, selection, { allOf: STATES }).map((job) => {
    session.store.changeJob(job.id, { pinned: true });
    return { id: job.id, name: job.name, state: job.state };
  });
