/** What a job waits for: other jobs, and how they must have ended. */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import { type FinalState, isFinal, type State } from "./state.ts";

/** `success`: it succeeded; `end`: it ended, however; `failure`: it ended, and not well. */
export const AFTER_CONDITIONS = ["success", "end", "failure"] as const;
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
}

export type Readiness =
  | { readonly kind: "ready" }
  | { readonly kind: "waits"; readonly why: string }
  /** it cannot come true any more */
  | { readonly kind: "never"; readonly why: string };

/** Whether all that a job waits for has come true, may yet, or never will. */
export function readinessOf(needed: readonly Needed[]): Readiness {
  const open: string[] = [];
  for (const { name, when, state } of needed) {
    if (state === undefined) {
      return { kind: "never", why: `job "${name}", which it waits for, was removed` };
    }
    if (!isFinal(state)) open.push(name);
    else if (!isMetBy(when, state)) {
      return { kind: "never", why: `job "${name}", which it waits for, ${endings[state]}` };
    }
  }
  if (open.length === 0) return { kind: "ready" };
  const more = open.length > namedMost ? ` and ${open.length - namedMost} more` : "";
  return { kind: "waits", why: `waits for ${open.slice(0, namedMost).join(", ")}${more}` };
}

const namedMost = 5;

/** Whether a job that ended in `state` is what another waited for. */
export function isMetBy(when: AfterCondition, state: FinalState): boolean {
  if (when === "end") return state !== "skipped";
  return (when === "success") === (state === "succeeded") && state !== "skipped";
}

const endings: Readonly<Record<FinalState, string>> = {
  succeeded: "has succeeded",
  failed: "has failed",
  stopped: "was stopped",
  timedout: "has timed out",
  skipped: "was skipped",
  lost: "was lost",
};
