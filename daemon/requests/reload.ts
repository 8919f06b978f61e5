/** `reload`: read the configuration again. */

import { reloadConfig } from "../config.ts";
import type { Handler } from "../requests.ts";

export const reload: Handler<"reload"> = (session, _body, { peer }) =>
  reloadConfig(session, peer.who ?? "");
