/** What becomes of a job that chored itself trips over: it fails alone, and all others go on. */

import { cutReason } from "../job/run.ts";
import { LIMITS } from "../limits.ts";
import { advance } from "./advance.ts";
import type { Session } from "./session.ts";

interface Deed<T> {
  readonly act: () => T;
  /** what is done instead, where `act` has a fault; it is told the reason */
  readonly upon: (why: string) => void;
}

/** Does `act` for job `id`. What the store or the system refuses is thrown: it is no fault of the job. */
export function doFor<T>({ log }: Session, id: number, { act, upon }: Deed<T>): T | undefined {
  try {
    return act();
  } catch (error) {
    if (!isFault(error)) throw error;
    log.error(`job ${id}: a fault of chored, please report it: ${error.stack ?? error.message}`);
    upon(cutReason(`a fault of chored: ${error.message}`));
    return undefined;
  }
}

/** What no system and no store says. */
function isFault(error: unknown): error is Error {
  return [TypeError, RangeError, ReferenceError, SyntaxError].some((kind) => error instanceof kind);
}

interface Broken {
  readonly why: string;
  /** those that are left out from now on */
  readonly broken: Set<number>;
}

/** It cannot begin: it has failed; where not even that can be put on record, it is left out. */
export function giveUp(session: Session, id: number, { why, broken }: Broken): void {
  const { store, examiner } = session;
  const act = () => {
    const job = store.job(id);
    // its run is on record: who examines that knows what to do about it
    if (job?.state === "starting" && job.run !== null) return examiner.examine(job.run);
    const reason = `it could not start: ${why}`;
    if (!advance(session, id, { event: "fail", why: reason, job: { wakeAt: null } })) {
      broken.add(id);
    }
  };
  doFor(session, id, { act, upon: () => broken.add(id) });
}

/** It cannot be woken: that is tried again, but no sooner than chored looks at itself. */
export function wakeLater(
  { store }: Session,
  id: number,
  { now, why }: { readonly now: number; readonly why: string },
): void {
  store.plan.putOff(id, { now, until: now + LIMITS.tickMs });
  store.changeJob(id, { why: `it cannot be woken: ${why}` });
}
