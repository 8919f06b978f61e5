/** `chore why`: one sentence a job. */

import { EXIT } from "../../job/exit_code.ts";
import { printable } from "../../system/text.ts";
import { all, JOBS, json } from "../flags.ts";
import { write, writeJson } from "../output.ts";
import { selectJobs } from "../select.ts";
import { Session } from "../session.ts";
import type { Asked, Verb } from "../verb.ts";

interface Flags {
  readonly all: boolean;
  readonly json: boolean;
}

export const why: Verb<Flags> = {
  flags: { all, json },
  letters: { a: "all" },
  operand: JOBS,
  run: explainJobs,
};

async function explainJobs({ caller, flags, words }: Asked<Flags>): Promise<number> {
  const jobs = selectJobs(words, { all: flags.all, verb: "explain" });
  const reasons = await new Session(caller).call("why", { jobs });
  if (flags.json) writeJson(words.length === 1 ? reasons[0] : reasons);
  else write(reasons.map((each) => `${each.name}: ${printable(each.why)}\n`).join(""));
  return EXIT.ok;
}
