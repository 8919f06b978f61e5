/** chored_loop: signals and ticks. Requests and reports come by themselves, on their channels. */

import { LIMITS } from "../limits.ts";
import type { Session } from "./session.ts";
import { leaveLostFiles, terminate } from "./stop.ts";

export interface Loop {
  readonly session: Session;
  /** settles when somebody has ended it */
  readonly ended: Promise<void>;
}

/** Serves until a signal or a request ends it. */
export async function loop({ session, ended }: Loop): Promise<void> {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    Deno.addSignalListener(signal, () => endBySignal(session, signal));
  }
  Deno.addSignalListener(
    "SIGHUP",
    () => session.log.info("SIGHUP: there is nothing to read again yet"),
  );
  const ticks = setInterval(() => tick(session), LIMITS.tickMs);
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

function tick(session: Session): void {
  if (leaveLostFiles(session)) return;
  for (const run of session.workers.attached) ping(session, run);
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
