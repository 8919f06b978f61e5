/** Whether a job is to be started again after its end: what the options for that make of a spec. */

import type { Problem } from "./cron_fields.ts";
import { longOption } from "./option_words.ts";
import type { BACKOFFS, RESTART_POLICIES } from "./policies.ts";
import type { Spec, SpecInput, SpecWish } from "./spec.ts";

export interface AgainFlags {
  readonly retry: boolean;
  readonly restart?: typeof RESTART_POLICIES[number];
  readonly attempts?: number;
  readonly interval?: number;
  readonly delay?: number;
  readonly backoff?: typeof BACKOFFS[number];
  readonly delayMost?: number;
  readonly stable?: number;
  readonly success?: readonly number[];
}

/** What means nothing without a policy, and its field. */
const DETAILS = {
  attempts: "attempts",
  interval: "intervalMs",
  delay: "delayMs",
  backoff: "backoff",
  delayMost: "delayMostMs",
  stable: "stableMs",
} as const;
const names = Object.keys(DETAILS) as (keyof typeof DETAILS)[];

/** A problem where they contradict each other. Without a policy that of the session may be meant. */
export function againWish(flags: AgainFlags): Pick<SpecInput, "restart" | "success"> | Problem {
  const { retry, restart, success } = flags;
  if (retry && restart !== undefined && restart !== "on-failure") {
    return { problem: `Cannot use --retry and --restart ${restart}: choose one` };
  }
  const policy = retry ? "on-failure" : restart;
  const detail = names.find((name) => flags[name] !== undefined);
  if (detail !== undefined && policy === "no") {
    return { problem: `Cannot use ${longOption(detail)} and --restart no: choose one` };
  }
  const isSaid = policy !== undefined || detail !== undefined;
  return {
    ...isSaid
      ? { restart: { ...policy === undefined ? {} : { policy }, ...detailsOf(flags) } }
      : {},
    ...success === undefined ? {} : { success: [...success] },
  };
}

/** What is asked of a restart that the job, as the session makes it whole, will never have. */
export function complainOfIdle(
  { restart = {} }: Pick<SpecWish, "restart">,
  whole: Pick<Spec, "restart">,
): string | undefined {
  if (restart.policy !== undefined || whole.restart.policy !== "no") return undefined;
  const detail = names.find((name) => restart[DETAILS[name]] !== undefined);
  return detail === undefined ? undefined : `${longOption(detail)} needs --restart or -x`;
}

function detailsOf({ attempts, interval, delay, backoff, delayMost, stable }: AgainFlags) {
  return {
    ...attempts === undefined ? {} : { attempts },
    ...interval === undefined ? {} : { intervalMs: interval },
    ...delay === undefined ? {} : { delayMs: delay },
    ...backoff === undefined ? {} : { backoff },
    ...delayMost === undefined ? {} : { delayMostMs: delayMost },
    ...stable === undefined ? {} : { stableMs: stable },
  };
}
