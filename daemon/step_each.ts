/** One step for each of several jobs: all of them can take it, or none does. */

import { next } from "../job/state.ts";
import type { Done } from "../wire/replies.ts";
import { advance, type Step } from "./advance.ts";
import { Refused } from "./refusal.ts";
import type { JobChange, JobRow } from "./rows.ts";
import type { Session } from "./session.ts";

interface Each {
  /** for the message */
  readonly verb: string;
  readonly step: Step;
  /** what more changes, for each of its own */
  readonly also?: (job: JobRow) => JobChange;
}

/** @throws {Refused} where one of them knows no such step */
export function stepEach(
  session: Session,
  jobs: readonly JobRow[],
  { verb, step, also }: Each,
): Done[] {
  const stuck = jobs.find((job) => next(job.state, step.event) === undefined);
  if (stuck !== undefined) {
    throw new Refused("wrong_state", `Cannot ${verb} job "${stuck.name}": it is ${stuck.state}`);
  }
  return jobs.map((job) => {
    advance(session, job.id, also === undefined ? step : { ...step, job: also(job) });
    return { id: job.id, name: job.name, state: session.store.job(job.id)?.state ?? job.state };
  });
}
