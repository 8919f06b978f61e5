/** `events`: every change of the selected jobs, as it happens; a slow reader is told how many it missed. */

import { STATES } from "../../job/state.ts";
import { LIMITS } from "../../limits.ts";
import type { Change } from "../changes.ts";
import type { Peer } from "../peers.ts";
import { Refused } from "../refusal.ts";
import type { Handler } from "../requests.ts";
import { selectJobs } from "../select.ts";

export const events: Handler<"events"> = (session, { jobs: selection }, { peer, id }) => {
  if (session.changes.listeners >= LIMITS.subscribers) {
    throw new Refused("limit", `Cannot subscribe: ${LIMITS.subscribers} others listen already`);
  }
  const ids = selection.all
    ? undefined
    : new Set(selectJobs(session, selection, { allOf: STATES }).map((job) => job.id));
  const feed = new Feed(peer, id);
  const stop = session.changes.listen((change) => {
    if (ids === undefined || ids.has(change.job)) feed.tell(change);
  });
  peer.onEnd(stop);
  return null;
};

class Feed {
  #missed = 0;

  constructor(readonly peer: Peer, readonly id: number) {}

  tell(change: Change): void {
    const { peer, id } = this;
    if (peer.queuedBytes > LIMITS.eventQueueBytes) {
      this.#missed++;
      return;
    }
    if (this.#missed > 0) peer.send({ kind: "missed", id, count: this.#missed });
    this.#missed = 0;
    const { job, at, ...rest } = change;
    peer.send({ kind: "event", id, event: { at: new Date(at).toISOString(), id: job, ...rest } });
  }
}
