/** `chore clean`: forgets all jobs that have ended, but the pinned ones. */

import type { State } from "../../job/state.ts";
import { json, state } from "../flags.ts";
import { printDone } from "../print_done.ts";
import { Session } from "../session.ts";
import type { Asked, Verb } from "../verb.ts";

interface Flags {
  readonly state?: readonly State[][];
  readonly json: boolean;
}

export const clean: Verb<Flags> = {
  flags: { state, json },
  letters: { s: "state" },
  run: cleanJobs,
};

async function cleanJobs({ caller, flags }: Asked<Flags>): Promise<number> {
  const states = flags.state === undefined ? {} : { states: [...new Set(flags.state.flat())] };
  return printDone(await new Session(caller).call("clean", states), flags);
}
