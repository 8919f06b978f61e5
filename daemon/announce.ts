/** Tells of a job that is new in the store. */

import type { State } from "../job/state.ts";
import type { Session } from "./session.ts";

interface NewJob {
  readonly id: number;
  readonly name: string;
  readonly state: State;
}

export function announce(
  session: Session,
  { id, name, state }: NewJob,
  { who }: { who: string },
): void {
  session.log.info(`job ${id} "${name}": accepted for ${who}`);
  const why = session.store.job(id)?.why ?? "";
  session.changes.publish({ at: session.now(), job: id, name, was: null, state, run: null, why });
}
