/** `chore now`: jobs that wait begin at once. */

import { jobVerb } from "../job_verb.ts";

export const now = jobVerb("now", {
  about: ["Whatever it waits for: its time, other jobs, a free slot, somebody to release it."],
  all: "all that wait",
  does: "begin",
});
