/** Whether somebody is told of a job's end: what the options for that make of a spec. */

import type { Problem } from "./cron_fields.ts";
import type { SpecInput } from "./spec.ts";

export interface AlertFlags {
  readonly alert?: boolean;
  readonly noAlert?: boolean;
}

/** A problem where they contradict each other. */
export function alertWish(
  { alert = false, noAlert = false }: AlertFlags,
): Pick<SpecInput, "alert"> | Problem {
  if (alert && noAlert) return { problem: "Cannot use --alert and --no-alert: choose one" };
  if (alert) return { alert: "always" };
  return noAlert ? { alert: "never" } : {};
}
