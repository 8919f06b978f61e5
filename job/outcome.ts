/** How a run ended, and what that makes of its job. */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import type { Event } from "./state.ts";

const reason = v.pipe(v.string(), v.maxLength(LIMITS.reasonChars));

/** What ended a command that ended for no reason of its own, where that is known. */
export const CAUSES = ["oom", "cpu limit", "fsize limit", "seccomp"] as const;
const cause = v.optional(v.picklist(CAUSES));

export const OutcomeShape = v.variant("kind", [
  v.object({
    kind: v.literal("exited"),
    code: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255)),
    cause,
  }),
  v.object({
    kind: v.literal("signaled"),
    signal: v.pipe(v.string(), v.regex(/^SIG[A-Z0-9+]{1,12}$/)),
    cause,
  }),
  v.object({ kind: v.literal("refused"), reason }),
  v.object({ kind: v.literal("lost"), reason }),
]);

/**
 * `exited` with a code; `signaled`, by name; `refused`: its command could not start, and why;
 * `lost`: it ran, and nobody was left to see its end.
 */
export type Outcome = v.InferOutput<typeof OutcomeShape>;

/** Why a run was ended from outside, where it was; `session`: chored ended, and its jobs with it; `log`: its log was full; `rule`: a rule of its own. */
export type Ender = "user" | "timeout" | "session" | "log" | "rule";

/** The event that a run's outcome is for its job. `success` are the exit codes that count as success. */
export function eventOfOutcome(
  outcome: Outcome,
  given: { readonly endedBy?: Ender | undefined; readonly success: readonly number[] },
): Event {
  if (outcome.kind === "lost") return "lose";
  if (given.endedBy !== undefined && HALTING.includes(given.endedBy)) return "halt";
  if (given.endedBy === "timeout") return "expire";
  if (given.endedBy === "log") return "fail";
  return outcome.kind === "exited" && given.success.includes(outcome.code) ? "succeed" : "fail";
}

/** Who ends a job so that it is stopped, and neither failed nor timed out. */
const HALTING: readonly Ender[] = ["user", "session", "rule"];

/** One short sentence, such as `exit code 3`. */
export function describeOutcome(outcome: Outcome): string {
  switch (outcome.kind) {
    case "exited":
      return `exit code ${outcome.code}${causeText(outcome)}`;
    case "signaled":
      return `ended by ${outcome.signal}${causeText(outcome)}`;
    case "refused":
      return `could not start: ${outcome.reason}`;
    case "lost":
      return outcome.reason;
  }
}

function causeText({ cause }: { readonly cause?: string | undefined }): string {
  return cause === undefined ? "" : ` (${cause})`;
}
