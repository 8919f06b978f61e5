/** Waits for the end of jobs that were told to end. */

import type { Done } from "../wire/replies.ts";
import { selectIdsInParts } from "./select.ts";
import type { Session } from "./session.ts";

/** What became of them, with the states at their end. */
export async function waitForEnd(session: Session, done: readonly Done[]): Promise<Done[]> {
  // one with a note was told to end, and its end may not be on record for long
  const open = done.filter(({ state, note }) => state === "stopping" && note === undefined);
  if (open.length === 0) return [...done];
  const states = new Map<number, Done["state"]>();
  for (const jobs of selectIdsInParts(open)) {
    const views = await session.call("wait", { jobs, until: "end" });
    for (const { id, state } of views) states.set(id, state);
  }
  return done.map((each) => ({ ...each, state: states.get(each.id) ?? each.state }));
}
