/** What becomes of the output of jobs that run, as their workers told it last: no store has it, each hello of a worker brings it again. */

import { isActive } from "../job/state.ts";
import type { JobRow } from "./rows.ts";
import type { Session } from "./session.ts";

/** Undefined where it is simply written. */
export function loggingOf(
  { workers }: Session,
  { state, run }: JobRow,
): "off" | "blocked" | undefined {
  const told = run === null || !isActive(state) ? undefined : workers.stateOf(run);
  return told?.phase === "running" ? told.logging : undefined;
}

/** The same jobs; those whose output is not simply written say so. */
export function explainLogging(session: Session, jobs: readonly JobRow[]): readonly JobRow[] {
  return jobs.map((job) => {
    if (isUnrecorded(session, job)) return { ...job, why: `${job.why}; ${unrecorded(job)}` };
    const logging = loggingOf(session, job);
    return logging === undefined ? job : { ...job, why: `${job.why}; ${describe(logging, job)}` };
  });
}

function describe(logging: "off" | "blocked", { name }: JobRow): string {
  return logging === "off"
    ? `its output is not logged: chore log --on ${name}`
    : `its output waits, since its log is full, or the disk: chore log --clear ${name} makes room`;
}

/** Whether the worker has told of the run of `job` what the store cannot take, so that it tells it again and again. */
export function isUnrecorded({ workers }: Session, { state, run }: JobRow): boolean {
  return run !== null && isActive(state) && workers.unrecorded.has(run);
}

function unrecorded({ name }: JobRow): string {
  return `what became of it since cannot be recorded until the disk has room: chore log --clear ${name} drops its old output`;
}
