/** `history`: a line for each run that has ended, also of jobs that are long cleaned. */

import { LIMITS } from "../../limits.ts";
import type { Handler } from "../requests.ts";
import { viewHistory } from "../view.ts";

export const history: Handler<"history"> = (session, { limit = LIMITS.listedJobs, ...filter }) => {
  const rows = session.store.plan.history({ ...filter, most: limit + 1 });
  const lines = rows.slice(0, limit).map(viewHistory);
  return { lines, before: rows.length > limit ? lines.at(-1)?.run ?? null : null };
};
