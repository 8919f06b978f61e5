/** Jobs and runs in words, for tables and lines. */

import type { State } from "../job/state.ts";
import { commandLine } from "../system/text.ts";
import type { JobView, RunView } from "../wire/replies.ts";
import { formatDuration } from "./duration.ts";
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
  const end = run.endedAt === null ? now : Date.parse(run.endedAt);
  return formatDuration(end - Date.parse(run.startedAt));
}

/** `3`, `SIGKILL`, `refused`, `lost`; empty before its end. */
export function exitOf(run: RunView | undefined): string {
  if (run === undefined || run.outcome === null) return "";
  const { kind, code, signal } = run.outcome;
  return kind === "exited" ? String(code) : kind === "signaled" ? signal ?? "" : kind;
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
