/** `chore signal`: any signal to the processes of a job. */

import { isId } from "../../job/name.ts";
import { parseSignal, type SignalName } from "../../job/signal.ts";
import { wrongUse } from "../failure.ts";
import { all, JOBS, json, parseSignalName, signal as signalFlag } from "../flags.ts";
import { printDone } from "../print_done.ts";
import { selectJobs } from "../select.ts";
import { Session } from "../session.ts";
import type { Asked, Verb } from "../verb.ts";

interface Flags {
  readonly all: boolean;
  readonly signal?: SignalName;
  readonly json: boolean;
}

export const signal: Verb<Flags> = {
  about: ["chore signal -s HUP JOB, chore signal -HUP JOB and chore signal JOB HUP are the same."],
  flags: { all, signal: signalFlag, json },
  letters: { a: "all", s: "signal", k: "signal" },
  signalFlag: "signal",
  operand: JOBS,
  run: signalJobs,
};

async function signalJobs({ caller, flags, words }: Asked<Flags>): Promise<number> {
  const { name, jobs } = splitSignal(words, flags);
  const selected = selectJobs(jobs, { all: flags.all, verb: "signal" });
  const session = new Session(caller);
  return printDone(await session.call("signal", { jobs: selected, signal: name }), flags);
}

/** The signal by its option, or else the last word. */
export function splitSignal(
  words: readonly string[],
  { signal: given, all: every }: { signal?: SignalName; all: boolean },
): { name: SignalName; jobs: readonly string[] } {
  if (given !== undefined) return { name: given, jobs: words };
  const last = words.at(-1);
  if (last === undefined || (words.length === 1 && !every)) {
    throw wrongUse("Cannot signal: say which signal, as in chore signal -s HUP JOB");
  }
  if (parseSignal(last) === undefined && isId(last)) {
    throw wrongUse(`Cannot signal: "${last}" is no signal: chore signal -s SIGNAL JOB`);
  }
  try {
    return { name: parseSignalName(last), jobs: words.slice(0, -1) };
  } catch (error) {
    throw wrongUse(
      `Cannot send "${last}": ${error instanceof Error ? error.message : error}`,
    );
  }
}
