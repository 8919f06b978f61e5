/** `tab`: the choretab: what it is, another one, none, or the same read again. */

import type { Handler } from "../requests.ts";

export const tab: Handler<"tab"> = async (session, wish, { peer }) => {
  const { loadTab, putTab, removeTab, viewTab } = await import("../tab.ts");
  const who = peer.who ?? "";
  switch (wish.do) {
    case "show":
      return viewTab(session);
    case "load":
      return loadTab(session, who);
    case "put":
      return putTab(session, wish.text, { who });
    case "remove":
      return removeTab(session, { who });
  }
};
