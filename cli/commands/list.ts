/** `chore list`: the jobs of a session as a table. */

import { EXIT } from "../../job/exit_code.ts";
import type { State } from "../../job/state.ts";
import { LIMITS } from "../../limits.ts";
import type { JobView } from "../../wire/replies.ts";
import { wrongUse } from "../failure.ts";
import { all, json, state } from "../flags.ts";
import { write, writeJson } from "../output.ts";
import { printJobs } from "../print_jobs.ts";
import { lookOf } from "../print_table.ts";
import { treeText } from "../print_tree.ts";
import { Session } from "../session.ts";
import type { Asked, Verb } from "../verb.ts";

interface Flags {
  readonly all: boolean;
  readonly quiet: boolean;
  readonly state?: readonly State[][];
  readonly tree: boolean;
  readonly hooks: boolean;
  readonly json: boolean;
}

export const list: Verb<Flags> = {
  about: [
    `Without --all and --state: what has not ended, and the ${LIMITS.listedEnded} last that have.`,
  ],
  flags: {
    all: { ...all, brief: "all that the session keeps" },
    quiet: { kind: "boolean", brief: "names only" },
    state,
    tree: { kind: "boolean", brief: "each job below one that it waits for" },
    hooks: { kind: "boolean", brief: "hooks as well" },
    json,
  },
  letters: { a: "all", q: "quiet", s: "state" },
  run: listJobs,
};

export async function listJobs({ caller, flags }: Asked<Flags>): Promise<number> {
  if (flags.tree && (flags.quiet || flags.json)) {
    throw wrongUse(`Cannot use --tree and --${flags.quiet ? "quiet" : "json"}: choose one`);
  }
  const session = new Session(caller);
  const jobs = await readJobs(session, flags);
  if (flags.tree) write(treeText(jobs, { now: Date.now(), look: lookOf(caller.env) }));
  else if (flags.json) writeJson(jobs);
  else if (flags.quiet) write(jobs.map(({ name }) => `${name}\n`).join(""));
  else printJobs(jobs, caller, { cut: !flags.all && flags.state === undefined });
  return EXIT.ok;
}

/** The jobs asked for, oldest first; all pages of them. */
async function readJobs(session: Session, flags: Flags): Promise<JobView[]> {
  const states = flags.state === undefined ? undefined : [...new Set(flags.state.flat())];
  const limit = flags.all || states !== undefined ? LIMITS.listedJobs : undefined;
  const jobs: JobView[] = [];
  let before: number | null = null;
  do {
    const page: { jobs: readonly JobView[]; before: number | null } = await session.call("list", {
      ...(states === undefined ? {} : { states }),
      ...(flags.hooks ? { hooks: true } : {}),
      ...(before === null ? {} : { before }),
      ...(limit === undefined ? {} : { limit }),
    });
    jobs.push(...page.jobs);
    before = page.before;
  } while (before !== null && jobs.length < LIMITS.jobs);
  return jobs.sort((a, b) => a.id - b.id);
}
