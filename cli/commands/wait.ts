/** `chore wait`: until jobs have ended; gives their exit code. */

import { EXIT } from "../../job/exit_code.ts";
import { isFinal } from "../../job/state.ts";
import type { Selection } from "../../wire/messages.ts";
import type { JobView } from "../../wire/replies.ts";
import { all, JOBS, json } from "../flags.ts";
import { say, write, writeJson } from "../output.ts";
import { selectIdsInParts, selectJobs } from "../select.ts";
import { Session } from "../session.ts";
import type { Asked, Verb } from "../verb.ts";

interface Flags {
  readonly all: boolean;
  readonly any: boolean;
  readonly json: boolean;
}

export const wait: Verb<Flags> = {
  about: [
    "The exit code is the job's own, 128 + N after signal N; of several the first that is not 0,",
    "in the order asked for.",
  ],
  flags: {
    all: { ...all, brief: "all that have not ended" },
    any: { kind: "boolean", brief: "only until the first has ended; prints its name" },
    json,
  },
  letters: { a: "all" },
  operand: JOBS,
  run: waitForJobs,
};

async function waitForJobs({ caller, flags, words }: Asked<Flags>): Promise<number> {
  const jobs = selectJobs(words, { all: flags.all, verb: "wait" });
  const session = new Session(caller);
  const views = flags.any
    ? firstEnded(await session.call("wait", { jobs, any: true }))
    : await waitForAll(session, jobs);
  if (flags.json) writeJson(words.length === 1 || flags.any ? views[0] ?? null : views);
  else if (flags.any) write(views.map(({ name }) => `${name}\n`).join(""));
  for (const view of views) tellOddEnd(view);
  return views.find(({ exitCode }) => exitCode !== EXIT.ok)?.exitCode ?? EXIT.ok;
}

/** A job that was restarted meanwhile has not ended: it is waited for again. */
async function waitForAll(session: Session, jobs: Selection): Promise<readonly JobView[]> {
  const views = await session.call("wait", { jobs });
  const again = views.filter(({ state }) => !isFinal(state));
  const ends = new Map(views.map((view) => [view.id, view]));
  for (const part of selectIdsInParts(again)) {
    for (const view of await waitForAll(session, part)) ends.set(view.id, view);
  }
  return [...ends.values()];
}

/** Of those that have ended, the one that did so first. */
function firstEnded(views: readonly JobView[]): readonly JobView[] {
  const endOf = (view: JobView) => Date.parse(view.runs.at(-1)?.endedAt ?? view.createdAt);
  return views.filter(({ state }) => isFinal(state)).sort((a, b) => endOf(a) - endOf(b))
    .slice(0, 1);
}

/** An exit code that is not the job's own wants a word. */
function tellOddEnd({ name, runs, state, why, exitCode }: JobView): void {
  const { kind, code } = runs.at(-1)?.outcome ?? {};
  const isOwn = kind === "signaled" || (kind === "exited" && code === exitCode);
  if (!isOwn || state === "timedout") say(`${name}: ${state}: ${why}`);
}
