/** chored_loop: signals and ticks. Requests and reports come by themselves, on their channels. */

import { LIMITS } from "../limits.ts";
import type { Session } from "./session.ts";
import { terminate } from "./stop.ts";

export interface Loop {
  readonly session: Session;
  /** the session's lock file, as it was locked */
  readonly lock: Deno.FsFile;
  /** settles when somebody has ended it */
  readonly ended: Promise<void>;
}

/** Serves until a signal or a request ends it. */
export async function loop({ session, ended }: Loop): Promise<void> {
  const inode = Deno.statSync(session.paths.pid).ino;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    Deno.addSignalListener(signal, () => endBySignal(session, signal));
  }
  Deno.addSignalListener(
    "SIGHUP",
    () => session.log.info("SIGHUP: there is nothing to read again yet"),
  );
  const ticks = setInterval(() => tick(session, inode), LIMITS.tickMs);
  await ended;
  clearInterval(ticks);
}

async function endBySignal(session: Session, signal: string): Promise<void> {
  if (session.ending) return;
  session.log.info(`${signal}: ends, and its jobs with it`);
  const report = await terminate(session, "stop");
  session.log.info(`jobs stopped ${report.stopped}, killed ${report.killed}, left ${report.left}`);
  session.end();
}

function tick(session: Session, inode: number | null): void {
  if (!isOurs(session.paths.pid, inode)) {
    session.log.error(`its files were deleted or replaced under it: leaves, and its jobs go on`);
    session.ending = true;
    return session.end();
  }
  for (const run of session.workers.attached) ping(session, run);
}

/** A session folder that was deleted must not be served on. */
function isOurs(path: string, inode: number | null): boolean {
  try {
    return Deno.statSync(path).ino === inode;
  } catch {
    // gone, or no longer ours to see
    return false;
  }
}

function ping(session: Session, run: number): void {
  const now = performance.now();
  const silentMs = now - (session.workers.heardAt(run) ?? now);
  if (silentMs > LIMITS.pingDeadMs) {
    session.log.warn(
      `run ${run}: its worker has said nothing for ${Math.round(silentMs / 1000)} s: examined`,
    );
    session.workers.drop(run, "no answer");
  } else if (silentMs > LIMITS.pingMs) {
    session.workers.order(run, { order: "ping" });
  }
}
