/** Stopping one job: who and when is recorded before anything is sent. */

import type { Ender } from "../job/outcome.ts";
import { isActive, isFinal } from "../job/state.ts";
import { crashPoint } from "../system/crash_point.ts";
import type { Done } from "../wire/replies.ts";
import { advance } from "./advance.ts";
import type { JobRow } from "./rows.ts";
import type { Session } from "./session.ts";

export interface Stop {
  /** from TERM to KILL; 0 kills at once */
  readonly graceMs: number;
  /** by whom, as in `stopped by ann` */
  readonly by: string;
  /** who wants it started again once it has ended; else nobody does any more */
  readonly again?: string;
  /** `user` where none is given */
  readonly ender?: Ender;
}

export function stopJob(
  session: Session,
  job: JobRow,
  { graceMs, by, again, ender = "user" }: Stop,
): Done {
  const done = { id: job.id, name: job.name };
  if (isFinal(job.state)) return { ...done, state: job.state, note: "it had ended already" };
  const endedBy = `${by} at ${new Date().toISOString()}`;
  if (!isActive(job.state)) {
    advance(session, job.id, { event: "cancel", why: endedBy });
    return { ...done, state: "stopped" };
  }
  const note = recordStop(session, job, { graceMs, endedBy, again: again ?? null, ender });
  session.store.afterCommit(() => {
    crashPoint("stop-committed");
    if (job.run !== null && !stopPre(session, job.run, { graceMs, by, ender })) {
      orderStop(session, job.run, { graceMs });
    }
  });
  return { ...done, state: "stopping", ...(note === undefined ? {} : { note }) };
}

interface Recorded {
  readonly graceMs: number;
  readonly endedBy: string;
  readonly again: string | null;
  readonly ender: Ender;
}

/** A full disk keeps nobody from stopping the job that fills it: then the log alone tells who did, and the reply says so. */
function recordStop(
  session: Session,
  job: JobRow,
  { graceMs, endedBy, again, ender }: Recorded,
): string | undefined {
  const run = { ender, endedBy, stopMs: graceMs };
  try {
    if (advance(session, job.id, { event: "stop", why: endedBy, job: { again }, run })) {
      return undefined;
    }
    session.store.transaction(() => {
      session.store.changeJob(job.id, { again });
      if (job.run !== null) session.store.changeRun(job.run, { endedBy, stopMs: graceMs });
    });
    return undefined;
  } catch (error) {
    const note = `cannot record that: ${error instanceof Error ? error.message : error}`;
    session.log.error(`job ${job.id} "${job.name}": ${endedBy}; ${note}`);
    return note;
  }
}

/** Where hooks before its command still run there is no worker yet: they end in its place. Says whether that is so. */
export function stopPre(session: Session, run: number, stop: Omit<Stop, "again">): boolean {
  const open = session.store.hooksOf(run).filter(({ hook, state }) =>
    hook?.kind === "pre" && !isFinal(state)
  );
  for (const hook of open) stopJob(session, hook, stop);
  return open.length > 0;
}

/**
 * Has the worker of `run` stop its job where that is on record: the chored that recorded it may have
 * died before the worker heard. An order that it has heard before changes nothing.
 */
export function repeatStop(session: Session, runId: number): void {
  const run = session.store.run(runId);
  if (run === undefined || run.stopMs === null || run.mode === "bury") return;
  orderStop(session, runId, { graceMs: run.stopMs });
}

/** Has the worker stop its job; one that has no channel yet gets the order once it calls. */
export function orderStop(session: Session, run: number, { graceMs }: { graceMs: number }): void {
  session.workers.order(run, { order: "stop", graceMs }).then((answer) => {
    if (answer === undefined) {
      session.log.warn(`run ${run}: its worker did not answer the order to stop`);
    } else if (!answer.ok) {
      session.log.warn(`run ${run}: cannot stop: ${answer.detail ?? "no reason given"}`);
    }
  });
}
