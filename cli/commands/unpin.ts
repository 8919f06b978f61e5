/** `chore unpin`: jobs are forgotten again once they have ended and were seen. */

import { jobVerb } from "../job_verb.ts";

export const unpin = jobVerb("unpin", { all: "all jobs" });
