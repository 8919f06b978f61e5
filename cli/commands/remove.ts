/** `chore rm`: forgets jobs, their runs and their files. */

import { all, JOBS, json } from "../flags.ts";
import { printDone } from "../print_done.ts";
import { selectJobs } from "../select.ts";
import { Session } from "../session.ts";
import type { Asked, Verb } from "../verb.ts";

interface Flags {
  readonly all: boolean;
  readonly force: boolean;
  readonly json: boolean;
}

export const remove: Verb<Flags> = {
  flags: {
    all: { ...all, brief: "all that have ended" },
    force: { kind: "boolean", brief: "stop it first, if it runs" },
    json,
  },
  letters: { a: "all", f: "force" },
  operand: JOBS,
  run: removeJobs,
};

async function removeJobs({ caller, flags, words }: Asked<Flags>): Promise<number> {
  const jobs = selectJobs(words, { all: flags.all, verb: "remove" });
  return printDone(await new Session(caller).call("remove", { jobs, force: flags.force }), flags);
}
