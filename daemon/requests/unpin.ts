/** `unpin`: a job is cleaned again as others are, once it has ended and was seen. */

import { STATES } from "../../job/state.ts";
import type { Handler } from "../requests.ts";
import { selectJobs } from "../select.ts";

export const unpin: Handler<"unpin"> = (session, { jobs: selection }) =>
  selectJobs(session, selection, { allOf: STATES }).map((job) => {
    session.store.changeJob(job.id, { pinned: false });
    return { id: job.id, name: job.name, state: job.state };
  });
