/** Prints jobs as the table of `chore list`. */

import { LIMITS } from "../limits.ts";
import type { JobView } from "../wire/replies.ts";
import type { Caller } from "./caller.ts";
import { commandOf, exitOf, lastRun, pidOf, shortTime, STATE_COLORS, timeOf } from "./job_text.ts";
import { say, write } from "./output.ts";
import { type Column, lookOf, tableText } from "./print_table.ts";

/** Oldest first. `cut`: chored was not asked for all, so that a word is due where some may be missing. */
export function printJobs(
  jobs: readonly JobView[],
  { env }: Caller,
  { cut }: { cut: boolean },
): void {
  const sorted = jobs.toSorted((a, b) => a.id - b.id);
  write(tableText(columns(Date.now()), sorted, lookOf(env)));
  const ended = jobs.filter(({ exitCode }) => exitCode !== null).length;
  if (cut && ended >= LIMITS.listedEnded) {
    say("older jobs that have ended are left out: see chore list --all");
  }
}

function columns(now: number): Column<JobView>[] {
  return [
    { title: "ID", text: ({ id }) => String(id), align: "right" },
    { title: "NAME", text: ({ name }) => name, least: 12 },
    { title: "STATE", text: (job) => job.state, color: (job) => STATE_COLORS[job.state] },
    {
      title: "PID",
      text: (job) => String(pidOf(lastRun(job)) ?? ""),
      align: "right",
      drop: 1,
    },
    { title: "STARTED", text: (job) => shortTime(lastRun(job)?.startedAt, now), drop: 2 },
    { title: "DURATION", text: (job) => timeOf(job, now), align: "right", drop: 3 },
    { title: "EXIT", text: (job) => exitOf(lastRun(job)) },
    { title: "COMMAND", text: commandOf },
  ];
}
