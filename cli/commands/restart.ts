/** `chore restart`: a new run of a job. */

import { all, JOBS, json, noWait } from "../flags.ts";
import { printDone } from "../print_done.ts";
import { selectJobs } from "../select.ts";
import { Session } from "../session.ts";
import type { Asked, Verb } from "../verb.ts";
import { refuseUnstarted, waitForStart } from "../wait_for_start.ts";

interface Flags {
  readonly all: boolean;
  readonly noWait: boolean;
  readonly json: boolean;
}

export const restart: Verb<Flags> = {
  flags: { all, noWait: { ...noWait, brief: "do not wait until it has started" }, json },
  letters: { a: "all" },
  operand: JOBS,
  run: restartJobs,
};

async function restartJobs({ caller, flags, words }: Asked<Flags>): Promise<number> {
  const jobs = selectJobs(words, { all: flags.all, verb: "restart" });
  const session = new Session(caller);
  const done = await session.call("restart", { jobs });
  // one with a note is not on its way
  const begun = flags.noWait ? [] : done.filter(({ note }) => note === undefined);
  const views = await Promise.all(begun.map((job) => waitForStart(session, job)));
  const code = printDone(done, flags);
  for (const view of views) if (view !== undefined) refuseUnstarted(view);
  return code;
}
