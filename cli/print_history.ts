/** Prints the history of runs: all pages of it, oldest first. */

import { EXIT } from "../job/exit_code.ts";
import { LIMITS } from "../limits.ts";
import { commandLine } from "../system/text.ts";
import type { RequestInput } from "../wire/messages.ts";
import type { HistoryLine, HistoryPage } from "../wire/replies.ts";
import type { Caller } from "./caller.ts";
import { durationBetween, exitText, shortTime, STATE_COLORS } from "./job_text.ts";
import { jsonText, write } from "./output.ts";
import { type Column, lookOf, tableText } from "./print_table.ts";
import { Session } from "./session.ts";

interface Wish {
  readonly filter: RequestInput<"history">;
  readonly tail: number | undefined;
  readonly json: boolean;
}

export async function printHistory(caller: Caller, wish: Wish): Promise<number> {
  const lines = await readLines(new Session(caller), wish);
  lines.reverse();
  if (wish.json) write(lines.map((line) => `${jsonText(line, 0)}\n`).join(""));
  else write(tableText(columns(Date.now()), lines, lookOf(caller.env)));
  return EXIT.ok;
}

/** Newest first, as chored gives them. */
async function readLines(session: Session, { filter, tail }: Wish): Promise<HistoryLine[]> {
  const most = tail ?? LIMITS.historyLines;
  const lines: HistoryLine[] = [];
  let before: number | null = null;
  do {
    const limit = Math.max(1, Math.min(most - lines.length, LIMITS.listedJobs));
    const page: HistoryPage = await session.call("history", {
      ...filter,
      limit,
      ...before === null ? {} : { before },
    });
    lines.push(...page.lines);
    before = page.before;
  } while (before !== null && lines.length < most);
  return lines.slice(0, most);
}

function columns(now: number): Column<HistoryLine>[] {
  return [
    { title: "RUN", text: ({ run }) => String(run), align: "right" },
    { title: "NAME", text: ({ name }) => name },
    { title: "STATE", text: ({ state }) => state, color: ({ state }) => STATE_COLORS[state] },
    { title: "ENDED", text: ({ endedAt }) => shortTime(endedAt, now) },
    {
      title: "DURATION",
      text: ({ startedAt, endedAt }) => durationBetween(startedAt, endedAt),
      align: "right",
      drop: 3,
    },
    { title: "EXIT", text: ({ outcome }) => exitText(outcome) },
    { title: "ASKED BY", text: ({ askedBy }) => askedBy, drop: 1 },
    { title: "ENDED BY", text: ({ endedBy }) => endedBy ?? "", drop: 2 },
    { title: "COMMAND", text: ({ command }) => commandLine(command) },
  ];
}
