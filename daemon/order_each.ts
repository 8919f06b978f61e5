/** Pausing and resuming: the worker is asked first, and what it did is put on record. */

import { next } from "../job/state.ts";
import type { Done } from "../wire/replies.ts";
import { advance } from "./advance.ts";
import { Refused } from "./refusal.ts";
import type { JobRow } from "./rows.ts";
import type { Session } from "./session.ts";

interface Each {
  readonly order: "pause" | "resume";
  readonly why: string;
}

const silent = {
  pause: "its worker does not answer: it is paused once one does",
  resume: "its worker does not answer",
};

/** @throws {Refused} where one of the jobs is in no state for it, or its worker cannot */
export async function orderEach(
  session: Session,
  jobs: readonly JobRow[],
  each: Each,
): Promise<Done[]> {
  const stuck = jobs.find((job) => next(job.state, each.order) === undefined);
  if (stuck !== undefined) {
    throw new Refused(
      "wrong_state",
      `Cannot ${each.order} job "${stuck.name}": it is ${stuck.state}`,
    );
  }
  return await Promise.all(jobs.map((job) => orderOne(session, job, each)));
}

async function orderOne(session: Session, job: JobRow, { order, why }: Each): Promise<Done> {
  // a chored that dies before it hears of the answer leaves it to the next one
  if (order === "pause") session.store.changeJob(job.id, { pauseBy: why });
  const answer = job.run === null ? undefined : await session.workers.order(job.run, { order });
  if (answer?.ok !== true) {
    // one that died may have done it: who takes the job over does it again, so that it can be resumed
    if (order === "pause" && answer !== undefined) {
      session.store.changeJob(job.id, { pauseBy: null });
    }
    const reason = answer === undefined ? silent[order] : answer.detail ?? "no reason given";
    throw new Refused("system", `Cannot ${order} job "${job.name}": ${reason}`);
  }
  advance(session, job.id, { event: order, why });
  return { id: job.id, name: job.name, state: session.store.job(job.id)?.state ?? job.state };
}
