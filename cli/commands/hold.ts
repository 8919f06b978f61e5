/** `chore hold`: jobs that wait do not start before they are released. */

import { jobVerb } from "../job_verb.ts";

export const hold = jobVerb("hold", { all: "all that wait" });
