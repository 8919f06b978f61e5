/** A job that was to be paused while its worker started, or as chored died, is paused as soon as it runs. */

import { orderEach } from "./order_each.ts";
import type { Session } from "./session.ts";

/** The worker of `run` has told that its command runs. What wants it paused is on record until it is. */
export async function pauseLate(session: Session, run: number): Promise<void> {
  const { store, log } = session;
  const job = store.job(store.run(run)?.job ?? 0);
  if (job?.state !== "running" || job.run !== run || job.pauseBy === null) return;
  try {
    await orderEach(session, [job], { order: "pause", why: job.pauseBy });
  } catch (error) {
    log.warn(error instanceof Error ? error.message : String(error));
  }
}
