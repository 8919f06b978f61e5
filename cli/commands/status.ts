/** `chore status`: `list` without jobs, `show` with them, as people know it from elsewhere. */

import { all, JOBS, json } from "../flags.ts";
import { listJobs } from "./list.ts";
import { showJobs } from "./show.ts";
import type { Asked, Verb } from "../verb.ts";

interface Flags {
  readonly all: boolean;
  readonly json: boolean;
}

export const status: Verb<Flags> = {
  flags: { all, json },
  letters: { a: "all" },
  operand: JOBS,
  run: showStatus,
};

async function showStatus({ caller, flags, words }: Asked<Flags>): Promise<number> {
  if (words.length === 0) {
    const plain = { quiet: false, tree: false, hooks: false };
    return await listJobs({ caller, words, flags: { ...flags, ...plain } });
  }
  return await showJobs({ caller, words, flags: { ...flags, stats: false } });
}
