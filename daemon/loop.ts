/** chored_loop: signals and ticks. Requests and reports come by themselves, on their channels. */

import { LIMITS } from "../limits.ts";
import { reloadConfig } from "./config.ts";
import { Refused } from "./refusal.ts";
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
  Deno.addSignalListener("SIGHUP", () => readAgain(session));
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

/** Files that people write: what is wrong with one is in the log, and leaves things as they were. */
async function readAgain(session: Session): Promise<void> {
  try {
    await reloadConfig(session, "SIGHUP");
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
  await readTabAgain(session);
}

async function readTabAgain(session: Session): Promise<void> {
  const { loadTab } = await import("./tab.ts");
  if (session.ending) return;
  try {
    loadTab(session, "SIGHUP");
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    session.log.error(`the choretab cannot be loaded: ${reason}`);
  }
}

function tick(session: Session): void {
  if (leaveLostFiles(session)) return;
  for (const run of session.workers.attached) ping(session, run);
  session.logTotal.tick(performance.now());
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
