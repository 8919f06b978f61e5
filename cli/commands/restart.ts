/** `chore restart`: a new run of a job. */

import { all, JOBS, json } from "../flags.ts";
import { printDone } from "../print_done.ts";
import { selectJobs } from "../select.ts";
import { Session } from "../session.ts";
import type { Asked, Verb } from "../verb.ts";

interface Flags {
  readonly all: boolean;
  readonly json: boolean;
}

export const restart: Verb<Flags> = {
  flags: { all, json },
  letters: { a: "all" },
  operand: JOBS,
  run: restartJobs,
};

async function restartJobs({ caller, flags, words }: Asked<Flags>): Promise<number> {
  const jobs = selectJobs(words, { all: flags.all, verb: "restart" });
  return printDone(await new Session(caller).call("restart", { jobs }), flags);
}
