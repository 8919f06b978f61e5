/** `env`: the environment that jobs have; it is shown to who asks for it, and nowhere else. */

import { STATES } from "../../job/state.ts";
import type { Handler } from "../requests.ts";
import { selectJobs } from "../select.ts";

export const env: Handler<"env"> = (session, { jobs: selection }) =>
  selectJobs(session, selection, { allOf: STATES })
    .map((job) => ({ id: job.id, name: job.name, env: session.store.wholeEnvOf(job) }));
