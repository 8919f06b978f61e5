/** `chore log --on`, `--off`, `--clear`: what becomes of the output of jobs that run, in place of showing it. */

import type { LOGGINGS } from "../job/policies.ts";
import { wrongUse } from "./failure.ts";
import { longOption } from "./flag_name.ts";
import { printDone } from "./print_done.ts";
import { selectJobs } from "./select.ts";
import { Session } from "./session.ts";
import type { Asked } from "./verb.ts";

export interface SwitchFlags {
  readonly on: boolean;
  readonly off: boolean;
  readonly clear: boolean;
  readonly all: boolean;
  readonly json: boolean;
}

/** Those flags of `log` that are about showing may not stand beside a switch. */
export async function switchLogging(
  { caller, flags, words }: Asked<SwitchFlags>,
): Promise<number> {
  const { on, off, clear, all, json, ...shown } = flags;
  const asked = [on && "on", off && "off", clear && "clear"].filter((each) => each !== false);
  const [what, other] = asked as (typeof LOGGINGS[number])[];
  if (what === undefined) throw new Error("Cannot switch: nothing is asked for");
  if (other !== undefined) throw wrongUse(`Cannot use --${what} and --${other}: choose one`);
  const besides = Object.entries(shown).find(([name, value]) =>
    !every.includes(name) && value !== undefined && value !== false
  );
  if (besides !== undefined) {
    throw wrongUse(`Cannot use --${what} with ${longOption(besides[0])}: it shows nothing`);
  }
  const verb = what === "clear" ? "clear the log" : `switch ${what} the log`;
  const jobs = selectJobs(words, { all, verb });
  return printDone(await new Session(caller).call("logging", { jobs, do: what }), { json });
}

/** Flags of every verb. */
const every = ["session", "debug"];
