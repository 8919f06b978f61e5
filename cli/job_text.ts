/** Jobs and runs in words, for tables and lines. */

import type { State } from "../job/state.ts";
import { commandLine } from "../system/text.ts";
import type { JobView, OutcomeView, RunView } from "../wire/replies.ts";
import { formatDuration } from "../job/duration.ts";
import type { Color } from "./print_table.ts";

export const STATE_COLORS: Readonly<Record<State, Color | undefined>> = {
  scheduled: "dim",
  waiting: "dim",
  held: "dim",
  queued: "dim",
  starting: "cyan",
  running: "cyan",
  paused: "yellow",
  stopping: "yellow",
  backoff: "yellow",
  succeeded: "green",
  failed: "red",
  stopped: "yellow",
  timedout: "red",
  skipped: "yellow",
  lost: "red",
};

/** The run that a user means when none is named. */
export function lastRun(job: JobView): RunView | undefined {
  return job.runs.at(-1);
}

export function commandOf(job: JobView): string {
  return commandLine(job.command);
}

/** How long the run took, or takes; empty before its start. */
export function durationOf(run: RunView | undefined, now: number): string {
  if (run === undefined || run.startedAt === null) return "";
  return durationBetween(run.startedAt, run.endedAt ?? new Date(now).toISOString());
}

export function durationBetween(from: string | null, to: string): string {
  return from === null ? "" : formatDuration(Date.parse(to) - Date.parse(from));
}

/** For how long it has run or ran; `in 5m` where its next time is known; `for 5m` where it waits for something else. */
export function timeOf(job: JobView, now: number): string {
  const run = lastRun(job);
  switch (job.state) {
    case "scheduled":
    case "backoff": {
      if (job.nextAt === null) return "";
      const leftMs = Date.parse(job.nextAt) - now;
      return leftMs <= 0 ? "due" : `in ${formatDuration(leftMs)}`;
    }
    case "waiting":
    case "held":
    case "queued":
      return run === undefined ? `for ${formatDuration(now - Date.parse(job.createdAt))}` : "";
    default:
      return durationOf(run, now);
  }
}

/** The process of a run that has not ended. */
export function pidOf(run: RunView | undefined): number | undefined {
  return run?.outcome === null ? run.pid ?? undefined : undefined;
}

/** `3`, `SIGKILL`, `SIGKILL oom`, `refused`, `lost`; empty before its end. */
export function exitOf(run: RunView | undefined): string {
  return run === undefined || run.outcome === null ? "" : exitText(run.outcome);
}

export function exitText({ kind, code, signal, reason }: OutcomeView): string {
  if (kind !== "exited" && kind !== "signaled") return kind;
  return [code ?? signal, reason].filter((part) => part !== null).join(" ");
}

/** A moment of today as `18:20:05`, another as `Nov 24 18:20`; local time, without Intl, which costs 19 ms. */
export function shortTime(iso: string | null | undefined, now: number): string {
  if (iso === null || iso === undefined) return "";
  const then = new Date(iso);
  const time = `${two(then.getHours())}:${two(then.getMinutes())}`;
  if (then.toDateString() === new Date(now).toDateString()) {
    return `${time}:${two(then.getSeconds())}`;
  }
  return `${MONTHS[then.getMonth()]} ${String(then.getDate()).padStart(2)} ${time}`;
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const two = (count: number) => String(count).padStart(2, "0");
