/** `chore follow`: `chore log -f`. */

import { json } from "../flags.ts";
import type { Asked, Verb } from "../verb.ts";
import { OUTPUT_FLAGS, showOutput } from "./log.ts";

interface Flags {
  readonly tail?: number;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly timestamps: boolean;
  readonly json: boolean;
}

export const follow: Verb<Flags> = {
  about: ["The same as chore log -f. The job goes on when you leave."],
  flags: { ...OUTPUT_FLAGS, json: { ...json, brief: "print one JSON object a line" } },
  letters: { t: "timestamps" },
  operand: { placeholder: "JOB", brief: "its name or id", least: 0, most: 1 },
  run: followOne,
};

function followOne({ caller, flags, words }: Asked<Flags>): Promise<number> {
  return showOutput({ caller, words, flags: { ...flags, follow: true } });
}
