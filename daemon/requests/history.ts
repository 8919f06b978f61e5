/** `history`: a line for each run that has ended, also of jobs that are long cleaned. */

import { LIMITS } from "../../limits.ts";
import { fitting } from "../fitting.ts";
import type { Handler } from "../requests.ts";
import type { HistoryRow } from "../history_row.ts";
import { viewHistory } from "../view.ts";

export const history: Handler<"history"> = (session, { limit = LIMITS.listedJobs, ...filter }) => {
  const rows = session.store.plan.history({ ...filter, most: limit + 1 });
  const lines = fitting(rows.slice(0, limit), textsOf).map(viewHistory);
  return { lines, before: rows.length > lines.length ? lines.at(-1)?.run ?? null : null };
};

/** What of a line has no small bound. */
function* textsOf({ command, outcome }: HistoryRow): Iterable<string> {
  yield* command;
  if ("reason" in outcome) yield outcome.reason;
}
