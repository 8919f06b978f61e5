/** Verbs that do one thing to jobs and know nothing else: each is a row of the protocol. */

import { all, JOBS, json } from "./flags.ts";
import { printDone } from "./print_done.ts";
import { selectJobs } from "./select.ts";
import { Session } from "./session.ts";
import type { Verb } from "./verb.ts";

interface Flags {
  readonly all: boolean;
  readonly json: boolean;
}

type Name = "pause" | "resume" | "hold" | "release" | "pin" | "unpin" | "now" | "ready";

interface Words {
  /** what `--all` means here */
  readonly all: string;
  /** more than the line in the table of verbs, a line each */
  readonly about?: readonly string[];
  /** what it does, where its name does not say it */
  readonly does?: string;
}

export function jobVerb(name: Name, { all: every, about, does = name }: Words): Verb<Flags> {
  return {
    ...about === undefined ? {} : { about },
    flags: { all: { ...all, brief: every }, json },
    letters: { a: "all" },
    operand: JOBS,
    async run({ caller, flags, words }) {
      const jobs = selectJobs(words, { all: flags.all, verb: does });
      return printDone(await new Session(caller).call(name, { jobs }), flags);
    },
  };
}
