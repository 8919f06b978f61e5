/** `chore pin`: jobs stay when they have ended and were seen. */

import { jobVerb } from "../job_verb.ts";

export const pin = jobVerb("pin", { all: "all jobs" });
