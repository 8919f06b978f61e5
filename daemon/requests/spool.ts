/** `spool`: take a piece of the input of a job that is yet to come. */

import { Refused } from "../refusal.ts";
import type { Handler } from "../requests.ts";

export const spool: Handler<"spool"> = async (session, piece, { peer }) => {
  if (session.ending) throw new Refused("ending", "Cannot take the input: chored is about to end");
  return { bytes: await session.spools.take(piece, { peer }) };
};
