/** `chore kill`: KILL at once; with a signal it is `chore signal`. */

import type { SignalName } from "../../job/signal.ts";
import { all, JOBS, json, noWait, signal as signalFlag } from "../flags.ts";
import { printDone } from "../print_done.ts";
import { selectJobs } from "../select.ts";
import { Session } from "../session.ts";
import type { Asked, Verb } from "../verb.ts";
import { waitForEnd } from "../wait_for_end.ts";

interface Flags {
  readonly all: boolean;
  readonly signal?: SignalName;
  readonly noWait: boolean;
  readonly json: boolean;
}

export const kill: Verb<Flags> = {
  about: ["Without a signal the job is ended by KILL; chore stop is gentler."],
  flags: { all, signal: signalFlag, noWait, json },
  letters: { a: "all", s: "signal", k: "signal" },
  signalFlag: "signal",
  operand: JOBS,
  run: killJobs,
};

async function killJobs({ caller, flags, words }: Asked<Flags>): Promise<number> {
  const jobs = selectJobs(words, { all: flags.all, verb: "kill" });
  const session = new Session(caller);
  if (flags.signal !== undefined && flags.signal !== "SIGKILL") {
    return printDone(await session.call("signal", { jobs, signal: flags.signal }), flags);
  }
  const done = await session.call("kill", { jobs });
  return printDone(flags.noWait ? done : await waitForEnd(session, done), flags);
}
