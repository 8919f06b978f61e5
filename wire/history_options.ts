/** The history of a session, for a program: which of its lines, and the way through its pages. */

import type { State } from "../job/state.ts";
import type { Client } from "./client.ts";
import type { HistoryLine, HistoryPage } from "./replies.ts";

/** Which runs of the history. */
export interface HistoryOptions {
  /** only those of jobs of this name */
  readonly name?: string;
  /** only those after which the job was in one of these states */
  readonly states?: readonly State[];
  /** only what ended then or later; milliseconds since 1970 */
  readonly since?: number;
  /** only what ended before; milliseconds since 1970 */
  readonly until?: number;
}

/** All pages, line by line, the newest first. */
export async function* readHistory(
  client: Client,
  { states, ...rest }: HistoryOptions,
): AsyncIterable<HistoryLine> {
  const wanted = { ...rest, ...states === undefined ? {} : { states: [...states] } };
  let before: number | null = null;
  do {
    const more: { before?: number } = before === null ? {} : { before };
    const page: HistoryPage = await client.call("history", { ...wanted, ...more });
    yield* page.lines;
    before = page.before;
  } while (before !== null);
}
