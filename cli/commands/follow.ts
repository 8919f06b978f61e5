/** `chore follow`: `chore log -f`. */

import { JOBS } from "../flags.ts";
import { LOG_FLAGS, LOG_LETTERS, type LogFlags } from "../log_wish.ts";
import type { Asked, Verb } from "../verb.ts";
import { showOutput } from "./log.ts";

export const follow: Verb<LogFlags> = {
  about: ["The same as chore log -f. The jobs go on when you leave."],
  flags: LOG_FLAGS,
  letters: LOG_LETTERS,
  operand: JOBS,
  run: ({ caller, flags, words }: Asked<LogFlags>) =>
    showOutput({ caller, words, flags: { ...flags, follow: true } }),
};
