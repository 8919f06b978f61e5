/** `events`: what the store has of the selected jobs since a moment, then what happens, without a gap between. */

import { STATES } from "../../job/state.ts";
import { LIMITS } from "../../limits.ts";
import type { RequestOf } from "../../wire/messages.ts";
import { Feed } from "../feed.ts";
import { Refused } from "../refusal.ts";
import type { Handler } from "../requests.ts";
import { selectJobs } from "../select.ts";
import type { Session } from "../session.ts";

export const events: Handler<"events"> = (session, body, { peer, id }) => {
  if (session.changes.listeners + session.events.listeners >= LIMITS.subscribers) {
    throw new Refused("limit", `Cannot subscribe: ${LIMITS.subscribers} others listen already`);
  }
  const { jobs, group, kinds } = body;
  const ids = jobs.all
    ? undefined
    : selectJobs(session, jobs, { allOf: STATES }).map((job) => job.id);
  // a client that uses an id again has given up what it was for
  peer.subscriptions.get(id)?.();
  const filter = { jobs: ids, group, kinds };
  const isPastWanted = body.after !== undefined || body.since !== undefined;
  const feed = new Feed(session, peer, { id, after: placeOf(session, body), isPastWanted, filter });
  const stop = () => feed.stop();
  const forget = peer.onEnd(stop);
  peer.subscriptions.set(id, () => {
    stop();
    forget();
    peer.subscriptions.delete(id);
  });
  return null;
};

/** After which event it begins. A store that was made anew counts anew. */
function placeOf({ events }: Session, { after, since }: RequestOf<"events">): number {
  const last = events.store.last();
  if (after !== undefined) return Math.min(after, last);
  if (since === undefined) return last;
  const first = events.store.firstSince(since);
  return first === undefined ? last : first - 1;
}
