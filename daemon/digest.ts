/** The digest of alerts: sent when its minute is over, by whichever chored serves then. */

import { LIMITS } from "../limits.ts";
import { AlertStore } from "./alert_store.ts";
import { closeWindow } from "./alert_sending.ts";
import { removeJob } from "./clean.ts";
import type { Session } from "./session.ts";

/** What was gathered, where it is due; where the clock was set back it is due as well. */
export function sendDigest(session: Session, now: number): void {
  const { store } = session;
  const at = store.plan.digestAt();
  if (at === null || (now < at && at - now <= LIMITS.alertWindowMs)) return;
  store.transaction(() => closeWindow(session, now));
  forgetOld(session);
}

/** They are of no job with which they could go. */
function forgetOld(session: Session): void {
  const { store } = session;
  for (const id of new AlertStore(store.plan.sql).oldDigests(LIMITS.digestsKept)) {
    const job = store.job(id);
    if (job !== undefined) removeJob(session, job);
  }
}
