/** `chore ready`: a job that runs says that it is ready; what waits for that begins. */

import { jobVerb } from "../job_verb.ts";

export const ready = jobVerb("ready", {
  all: "all that run",
  about: ['For scripts: chore ready "$CHORE_JOB" within the job says it of itself.'],
  does: "mark as ready",
});
