/** The one place where a job changes its state: by the table, in one transaction, before anybody is told. */

import { type Event, isFinal, next } from "../job/state.ts";
import type { JobChange, JobRow, RunChange } from "./rows.ts";
import type { Session } from "./session.ts";

export interface Step {
  readonly event: Event;
  /** one sentence for `why` */
  readonly why: string;
  readonly job?: JobChange;
  /** begin a new run with this label; it becomes the newest */
  readonly newRun?: string;
  /** what changes in the newest run */
  readonly run?: RunChange;
}

/** Takes `job` one step on; false where its state knows no such event, and then nothing has changed. */
export function advance(session: Session, job: number, step: Step): boolean {
  const now = Date.now();
  const before = session.store.transaction(() => record(session, job, { ...step, now }));
  if (before === undefined) return false;
  const after = session.store.job(job);
  if (after === undefined) return false;
  session.log.info(
    `job ${after.id} "${after.name}": ${before.state} -> ${after.state} (${step.event}): ${step.why}`,
  );
  session.changes.publish({
    at: now,
    job: after.id,
    name: after.name,
    was: before.state,
    state: after.state,
    run: after.run,
    why: after.why,
  });
  return true;
}

function record(session: Session, id: number, step: Step & { now: number }): JobRow | undefined {
  const job = session.store.job(id);
  if (job === undefined) return undefined;
  const state = next(job.state, step.event);
  if (state === undefined) {
    session.log.debug(`job ${id} "${job.name}": nothing follows ${job.state} upon ${step.event}`);
    return undefined;
  }
  const run = step.newRun === undefined
    ? job.run
    : session.store.addRun({ job: id, label: step.newRun });
  const ended = isFinal(state) ? { endedAt: step.now } : {};
  session.store.changeJob(id, { state, why: step.why, run, ...ended, ...step.job });
  if (step.run !== undefined && run !== null) session.store.changeRun(run, step.run);
  return job;
}
