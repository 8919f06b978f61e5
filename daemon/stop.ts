/** chored_terminate: every job is ended, or left to the next chored; then all is closed. */

import { isActive, STATES } from "../job/state.ts";
import { LIMITS } from "../limits.ts";
import { sleep } from "../system/clock.ts";
import type { ReplyOf } from "../wire/replies.ts";
import type { Session } from "./session.ts";
import { orderStop, stopJob } from "./stop_job.ts";

const active = STATES.filter(isActive);

type Report = ReplyOf<"shutdown">;

/** Ends or leaves the jobs; from its first line on no new work is taken. */
export async function terminate(session: Session, how: "stop" | "keep"): Promise<Report> {
  session.ending = true;
  const jobs = session.store.jobsInStates(active, LIMITS.jobs);
  if (how === "keep") return { stopped: 0, killed: 0, left: jobs.length };
  for (const job of jobs) {
    const graceMs = Math.min(job.spec.graceMs, LIMITS.terminateMs);
    stopJob(session, job, { graceMs, by: "stopped with chored", ender: "session" });
  }
  await allEnded(session, LIMITS.terminateMs);
  const stubborn = session.store.jobsInStates(active, LIMITS.jobs);
  for (const job of stubborn) if (job.run !== null) orderStop(session, job.run, { graceMs: 0 });
  await allEnded(session, LIMITS.orderMs);
  const left = session.store.countInStates(active);
  return { stopped: jobs.length - stubborn.length, killed: stubborn.length - left, left };
}

/**
 * Leaves where lock, store or socket were deleted or replaced: another may serve the session already.
 * Says whether that is so.
 */
export function leaveLostFiles(session: Session): boolean {
  if (session.possession.isWhole) return false;
  if (!session.ending) {
    session.log.error("its files were deleted or replaced under it: leaves, and its jobs go on");
    session.ending = true;
    session.end();
  }
  return true;
}

/** Closes channels and socket; workers that still have a job seek the next chored. */
export async function closeAll(session: Session, listener: Deno.UnixListener): Promise<void> {
  session.examiner.close();
  session.planner.close();
  listener.close();
  session.workers.closeAll();
  // a client that loses its connection before its reply would start the next chored
  await sleep(0);
  session.peers.closeAll();
  const end = Date.now() + LIMITS.partingMs;
  while (session.peers.count > 0 && Date.now() < end) await sleep(LIMITS.examineFirstMs);
}

async function allEnded(session: Session, ms: number): Promise<void> {
  if (session.store.countInStates(active) === 0) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(done, ms);
    const stop = session.changes.listen(() => {
      if (session.store.countInStates(active) === 0) done();
    });
  });
}
