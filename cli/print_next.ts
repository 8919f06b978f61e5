/** Prints what comes next: `chore tab --next`. */

import { EXIT } from "../job/exit_code.ts";
import { commandLine } from "../system/text.ts";
import type { NextTime } from "../wire/tab_views.ts";
import type { Caller } from "./caller.ts";
import { formatDuration } from "../job/duration.ts";
import { shortTime } from "./job_text.ts";
import { write, writeJson } from "./output.ts";
import { type Column, lookOf, tableText } from "./print_table.ts";
import { Session } from "./session.ts";

interface Wish {
  readonly count: number;
  readonly json: boolean;
}

export async function printNext(caller: Caller, { count, json }: Wish): Promise<number> {
  const times = await new Session(caller).call("next", { count });
  if (json) writeJson(times);
  else write(tableText(columns(Date.now()), times, lookOf(caller.env)));
  return EXIT.ok;
}

function columns(now: number): Column<NextTime>[] {
  return [
    { title: "TIME", text: ({ at }) => shortTime(at, now) },
    {
      title: "IN",
      text: ({ at }) => Date.parse(at) <= now ? "due" : formatDuration(Date.parse(at) - now),
      align: "right",
      drop: 1,
    },
    { title: "NAME", text: ({ name }) => name, least: 12 },
    { title: "COMMAND", text: ({ command }) => commandLine(command) },
  ];
}
