/** `chore pause`: STOP to the processes of jobs. */

import { jobVerb } from "../job_verb.ts";

export const pause = jobVerb("pause", {
  about: ["Its time limit stands still until chore resume."],
  all: "all that run",
});
