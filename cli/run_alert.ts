/** Whether somebody is told how a job ends: the options of `run` for that. */

import type { FlagParametersForType } from "@stricli/core";
import { alertWish } from "../job/alert_wish.ts";
import type { SpecInput } from "../job/spec.ts";
import { wrongUse } from "./failure.ts";

export interface AlertFlags {
  readonly alert?: boolean;
  readonly noAlert?: boolean;
}

// each is an option of its own: without either the session says it
const own = { kind: "boolean", optional: true, withNegated: false } as const;

export const ALERT_FLAGS: FlagParametersForType<AlertFlags> = {
  alert: { ...own, brief: "raise an alert when it ends, however" },
  noAlert: { ...own, brief: "raise none, whatever the session says" },
};

/** @throws {Failure} where they contradict each other */
export function alertSpec(flags: AlertFlags): Pick<SpecInput, "alert"> {
  const wish = alertWish(flags);
  if ("problem" in wish) throw wrongUse(wish.problem);
  return wish;
}
