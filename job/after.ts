/** What a job waits for: other jobs, and how they must have ended. */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import { type FinalState, isFinal, type State } from "./state.ts";

/**
 * `success`: it succeeded; `end`: it ended, however; `failure`: it ended, and not well; `start`: it runs,
 * or has ended; `ready`: it has said that it is ready.
 */
export const AFTER_CONDITIONS = ["success", "end", "failure", "start", "ready"] as const;
export type AfterCondition = typeof AFTER_CONDITIONS[number];

export const AfterShape = v.pipe(
  v.array(v.object({
    /** a name or an id */
    job: v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.nameChars)),
    when: v.picklist(AFTER_CONDITIONS),
  })),
  v.maxLength(LIMITS.dependencies, `a job waits for at most ${LIMITS.dependencies} others`),
);
export type After = v.InferOutput<typeof AfterShape>[number];

/** One job that is waited for, as it stands. A job that was removed has no state. */
export interface Needed {
  readonly name: string;
  readonly when: AfterCondition;
  readonly state: State | undefined;
  /** its newest run has said that it is ready */
  readonly isReady?: boolean;
}

export type Readiness =
  | { readonly kind: "ready" }
  | { readonly kind: "waits"; readonly why: string }
  /** it cannot come true any more */
  | { readonly kind: "never"; readonly why: string };

/** Whether all that a job waits for has come true, may yet, or never will. */
export function readinessOf(needed: readonly Needed[]): Readiness {
  const open: string[] = [];
  for (const { name, when, state, isReady = false } of needed) {
    if (state === undefined) {
      return { kind: "never", why: `job "${name}", which it waits for, was removed` };
    }
    if (when === "start" && hasStarted(state)) continue;
    if (when === "ready" && isReady) continue;
    if (!isFinal(state)) open.push(name);
    else if (!isMetBy(when, state)) {
      const how = when === "ready" ? `${ENDINGS[state]}, and never was ready` : ENDINGS[state];
      return { kind: "never", why: `job "${name}", which it waits for, ${how}` };
    }
  }
  if (open.length === 0) return { kind: "ready" };
  const more = open.length > namedMost ? ` and ${open.length - namedMost} more` : "";
  return { kind: "waits", why: `waits for ${open.slice(0, namedMost).join(", ")}${more}` };
}

const namedMost = 5;

/** Whether the command of a job in `state` runs. Between two runs it does not: the next is waited for. */
function hasStarted(state: State): boolean {
  return state === "running" || state === "paused" || state === "stopping";
}

/** Whether a job that ended in `state` is what another waited for. */
export function isMetBy(
  when: AfterCondition,
  state: FinalState,
  { isReady = false }: { readonly isReady?: boolean | undefined } = {},
): boolean {
  if (when === "ready") return isReady;
  if (when === "end" || when === "start") return state !== "skipped";
  return (when === "success") === (state === "succeeded") && state !== "skipped";
}

/** How each end is told of another job. */
export const ENDINGS: Readonly<Record<FinalState, string>> = {
  succeeded: "has succeeded",
  failed: "has failed",
  stopped: "was stopped",
  timedout: "has timed out",
  skipped: "was skipped",
  lost: "was lost",
};
