/** `chore resume`: CONT to the processes of jobs that are paused. */

import { jobVerb } from "../job_verb.ts";

export const resume = jobVerb("resume", { all: "all that are paused" });
