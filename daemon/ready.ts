/** A job says that it is ready: on record, with what that means for those who wait for it. */

import { isActive } from "../job/state.ts";
import type { JobRow } from "./rows.ts";
import type { Session } from "./session.ts";
import { checkDependants } from "./wake.ts";

/** `said`: it is ready from now on; `before`: it had said so; `no`: it does not run. */
export type Readied = "said" | "before" | "no";

/** Its newest run is ready. A run begins not ready, and stays what it has become. */
export function markReady(session: Session, id: number, { why }: { why: string }): Readied {
  const { store, events, log } = session;
  return store.transaction(() => {
    const job = store.job(id);
    if (job === undefined || !canBeReady(job)) return "no";
    if (job.readyAt !== null) return "before";
    const { name, group, state, run } = job;
    const at = session.now();
    store.changeJob(id, { readyAt: at });
    events.note({ ...{ at, kind: "ready", job: id, name, group }, was: null, state, run, why });
    store.afterCommit(() => log.info(`job ${id} "${name}": is ready: ${why}`));
    store.afterCommit(() => checkDependants(session, id));
    return "said";
  });
}

/** Also before chored has heard that its command runs: that may be the first thing that it does. */
function canBeReady({ state, run }: JobRow): boolean {
  return run !== null && isActive(state);
}
