/** `logging`: switch writing the output of jobs that run, or drop what is written. */

import type { Done } from "../../wire/replies.ts";
import type { RequestOf } from "../../wire/messages.ts";
import { isUnrecorded } from "../explain_logging.ts";
import type { Answer } from "../link.ts";
import { dropOld } from "../logged.ts";
import { Refused } from "../refusal.ts";
import type { Handler } from "../requests.ts";
import type { JobRow } from "../rows.ts";
import { pathsOf } from "../run_paths.ts";
import { selectJobs } from "../select.ts";
import type { Session } from "../session.ts";

const running = ["running", "paused", "stopping"] as const;

type What = RequestOf<"logging">["do"];

/** In words, for what cannot be done. */
const ACTS: Readonly<Record<What, string>> = {
  on: "switch on the log of",
  off: "switch off the log of",
  clear: "clear the log of",
};

export const logging: Handler<"logging"> = async (
  session,
  { jobs: selection, do: what },
  { peer },
) => {
  const jobs = selectJobs(session, selection, { allOf: running });
  const idle = jobs.find(({ state }) => !running.some((each) => each === state));
  if (idle !== undefined) {
    const remedy = what === "clear" ? ": chore rm forgets a job and its files" : "";
    throw new Refused("wrong_state", `${cannot(what, idle)}: it is ${idle.state}${remedy}`);
  }
  const direct = jobs.find(({ spec }) => spec.output === "direct");
  if (direct !== undefined) {
    const reason = "its output does not go through its worker: it runs with --output direct";
    throw new Refused("wrong_state", `${cannot(what, direct)}: ${reason}`);
  }
  const who = peer.who ?? "";
  return await Promise.all(jobs.map((job) => switchOne(session, job, { what, who })));
};

async function switchOne(
  session: Session,
  job: JobRow,
  { what, who }: { what: What; who: string },
): Promise<Done> {
  const answer = job.run === null ? undefined : await order(session, job, { what, run: job.run });
  if (answer?.ok !== true) {
    const reason = answer === undefined ? "its worker does not answer" : answer.detail;
    throw new Refused("system", `${cannot(what, job)}: ${reason ?? "no reason given"}`);
  }
  session.log.info(`job ${job.id} "${job.name}": its log: ${what}, by ${who}`);
  return { id: job.id, name: job.name, state: job.state };
}

/** A worker that tells an end which the store cannot take loses its channel for that, and writes no more: its old files may go. */
async function order(
  session: Session,
  job: JobRow,
  { what, run }: { what: What; run: number },
): Promise<Pick<Answer, "ok" | "detail"> | undefined> {
  if (what !== "clear" || !isUnrecorded(session, job)) {
    return await session.workers.order(run, { order: "logging", do: what });
  }
  dropOld(pathsOf(session, run).w);
  return { ok: true };
}

function cannot(what: What, { name }: JobRow): string {
  return `Cannot ${ACTS[what]} job "${name}"`;
}
