/** `chore release`: jobs that were held wait for their time, for others, for a slot as before. */

import { jobVerb } from "../job_verb.ts";

export const release = jobVerb("release", { all: "all that are held" });
