/** `chore stop`: ends jobs in peace, TERM first, and waits until they have ended. */

import { all, grace, JOBS, json, noWait } from "../flags.ts";
import { printDone } from "../print_done.ts";
import { selectJobs } from "../select.ts";
import { Session } from "../session.ts";
import type { Asked, Verb } from "../verb.ts";
import { waitForEnd } from "../wait_for_end.ts";

interface Flags {
  readonly all: boolean;
  readonly grace?: number;
  readonly noWait: boolean;
  readonly json: boolean;
}

export const stop: Verb<Flags> = {
  flags: { all, grace, noWait, json },
  letters: { a: "all" },
  operand: JOBS,
  run: stopJobs,
};

async function stopJobs({ caller, flags, words }: Asked<Flags>): Promise<number> {
  const session = new Session(caller);
  const jobs = selectJobs(words, { all: flags.all, verb: "stop" });
  const graceMs = flags.grace === undefined ? {} : { graceMs: flags.grace };
  const done = await session.call("stop", { jobs, ...graceMs });
  return printDone(flags.noWait ? done : await waitForEnd(session, done), flags);
}
