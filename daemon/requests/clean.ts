/** `clean`: forget all jobs that have ended, but the pinned ones. */

import { FINAL, isFinal } from "../../job/state.ts";
import { LIMITS } from "../../limits.ts";
import { removeJob } from "../clean.ts";
import { isNeeded } from "../hooks.ts";
import { Refused } from "../refusal.ts";
import type { Handler } from "../requests.ts";

export const clean: Handler<"clean"> = (session, { states }) => {
  const open = states?.find((state) => !isFinal(state));
  if (open !== undefined) {
    throw new Refused(
      "bad_request",
      `Cannot clean jobs that are ${open}: only those that have ended`,
    );
  }
  return session.store.jobsInStates(states ?? FINAL, LIMITS.jobs)
    .filter((job) => !job.pinned && job.tabLine === null && !isNeeded(session, job))
    .filter(({ id }) => !session.store.isRead({ job: id }))
    .flatMap((job) => {
      // a hook goes with its job, which comes before it
      if (session.store.job(job.id) === undefined) return [];
      removeJob(session, job);
      return [{ id: job.id, name: job.name, state: job.state }];
    });
};
