/** Whether a job whose run has ended is started again, and after which pause. */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import { BACKOFFS, RESTART_POLICIES } from "./policies.ts";
import type { Event } from "./state.ts";

const time = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LIMITS.timeMaxMs));

/** What a restart has where nobody says it: the one table of it. */
export const RESTART_DEFAULTS = {
  policy: "no" as const,
  attempts: 5,
  intervalMs: 0,
  delayMs: 1000,
  backoff: "exponential" as const,
  delayMostMs: 5 * 60 * 1000,
  stableMs: 10 * 60 * 1000,
};

export const RestartShape = v.object({
  policy: v.optional(v.picklist(RESTART_POLICIES), RESTART_DEFAULTS.policy),
  /** starts within `intervalMs`, the first among them; then it is given up */
  attempts: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(LIMITS.attempts)),
    RESTART_DEFAULTS.attempts,
  ),
  /** 0: for ever */
  intervalMs: v.optional(time, RESTART_DEFAULTS.intervalMs),
  /** the first pause */
  delayMs: v.optional(time, RESTART_DEFAULTS.delayMs),
  backoff: v.optional(v.picklist(BACKOFFS), RESTART_DEFAULTS.backoff),
  /** the longest pause */
  delayMostMs: v.optional(time, RESTART_DEFAULTS.delayMostMs),
  /** a run that lasts this long counts as good: the attempts begin anew */
  stableMs: v.optional(time, RESTART_DEFAULTS.stableMs),
});
export type Restart = v.InferOutput<typeof RestartShape>;

/** Starts in a row. */
export interface Series {
  /** since the job began anew or ran stably: so the pause grows */
  readonly length: number;
  /** those of them that count against the attempts: within the interval */
  readonly tries: number;
  /** when the first that counts was; milliseconds */
  readonly since: number;
}

/** What is known when a run has ended. */
export interface Ending {
  /** how it ended, as the event that it would be without a policy */
  readonly event: Event;
  /** the starts before the one that ended now */
  readonly series: Series;
  /** of the run; milliseconds */
  readonly startedAt: number;
  readonly endedAt: number;
  /** between 0 and 1: so that many that failed together do not come back together */
  readonly chance: number;
}

export type Again =
  | { readonly kind: "no" }
  | { readonly kind: "givenUp"; readonly why: string }
  | {
    readonly kind: "again";
    readonly pauseMs: number;
    readonly attempt: number;
    readonly series: Series;
  };

/** Whether the policy starts the job again. */
export function decideAgain(restart: Restart, ending: Ending): Again {
  if (!wants(restart.policy, ending.event)) return { kind: "no" };
  const series = continueSeries(restart, ending);
  const { length, tries } = series;
  if (tries >= restart.attempts) {
    return {
      kind: "givenUp",
      why: `given up after ${tries} ${tries === 1 ? "attempt" : "attempts"}`,
    };
  }
  const pauseMs = findPause(restart, { length, chance: ending.chance });
  return { kind: "again", pauseMs, attempt: tries + 1, series };
}

function wants(policy: Restart["policy"], event: Event): boolean {
  const failed = event === "fail" || event === "expire" || event === "lose";
  switch (policy) {
    case "no":
      return false;
    case "on-failure":
      return failed;
    case "always":
    case "unless-stopped":
      return failed || event === "succeed";
  }
}

/** A stable run ends a series; a start later than the interval after the first that counts is the first again. */
function continueSeries(
  { intervalMs, stableMs }: Restart,
  { series, startedAt, endedAt }: Ending,
): Series {
  if (stableMs > 0 && endedAt - startedAt >= stableMs) {
    return { length: 0, tries: 0, since: startedAt };
  }
  const isOver = intervalMs > 0 && startedAt - series.since > intervalMs;
  const length = series.length + 1;
  if (series.tries === 0 || isOver) return { length, tries: 1, since: startedAt };
  return { length, tries: series.tries + 1, since: series.since };
}

/** Doubled with each attempt where it is exponential, up to a tenth shorter or longer, and cut at the longest. */
function findPause(
  { delayMs, delayMostMs, backoff }: Restart,
  { length, chance }: { length: number; chance: number },
): number {
  const doublings = backoff === "constant" ? 0 : Math.min(Math.max(length - 1, 0), doublingsMost);
  const longest = Math.max(delayMostMs, delayMs);
  const pause = Math.min(delayMs * 2 ** doublings, longest);
  return Math.min(Math.round(pause * (0.9 + 0.2 * chance)), longest);
}

const doublingsMost = 30;
