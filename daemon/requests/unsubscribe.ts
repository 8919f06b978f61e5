/** `unsubscribe`: no more events of one subscription; one that has ended already is none any more. */

import type { Handler } from "../requests.ts";

export const unsubscribe: Handler<"unsubscribe"> = (_session, { id }, { peer }) => {
  peer.subscriptions.get(id)?.();
  return null;
};
