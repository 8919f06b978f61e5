/** Whether a job is started again after its end, and what a good end is: the options of `run` for that. */

import type { FlagParametersForType } from "@stricli/core";
import { BACKOFFS, RESTART_POLICIES } from "../job/policies.ts";
import type { SpecInput } from "../job/spec.ts";
import { LIMITS } from "../limits.ts";
import { wrongUse } from "./failure.ts";
import { longOption } from "./flag_name.ts";
import { numberFlag, parseNumber, timeFlag, wordFlag } from "./flag_values.ts";

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

export const AGAIN_FLAGS: FlagParametersForType<AgainFlags> = {
  retry: { kind: "boolean", brief: "start it again when it fails: --restart on-failure" },
  restart: wordFlag("start it again after its end (no)", RESTART_POLICIES),
  attempts: numberFlag({
    brief: "give up after so many starts (5)",
    least: 1,
    most: LIMITS.attempts,
  }),
  interval: timeFlag({ brief: "count the starts within this time only" }),
  delay: timeFlag({ brief: "wait this long before the first new start (1s)" }),
  backoff: wordFlag("how that pause grows (exponential)", BACKOFFS),
  delayMost: timeFlag({ brief: "the longest pause (5m)" }),
  stable: timeFlag({ brief: "a run this long makes the attempts begin anew (10m)" }),
  success: {
    ...{ kind: "parsed", optional: true },
    parse: parseCodes,
    brief: "exit codes that are a success (0)",
    placeholder: "CODES",
  },
};

export const AGAIN_LETTERS = { x: "retry" } as const;

/** What means nothing without a policy. */
const DETAILS = ["attempts", "interval", "delay", "backoff", "delayMost", "stable"] as const;

/** @throws {Failure} where they contradict each other */
export function againSpec(flags: AgainFlags): Pick<SpecInput, "restart" | "success"> {
  const { retry, restart, success } = flags;
  if (retry && restart !== undefined && restart !== "on-failure") {
    throw wrongUse(`Cannot use --retry and --restart ${restart}: choose one`);
  }
  const policy = retry ? "on-failure" : restart;
  const detail = DETAILS.find((name) => flags[name] !== undefined);
  if (detail !== undefined && (policy === undefined || policy === "no")) {
    throw wrongUse(`Cannot use ${longOption(detail)} without --restart or -x`);
  }
  return {
    ...policy === undefined ? {} : { restart: { policy, ...detailsOf(flags) } },
    ...success === undefined ? {} : { success: [...success] },
  };
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

/** `0,75`: exit codes with commas between. @throws {Error} */
export function parseCodes(text: string): readonly number[] {
  try {
    return [...new Set(text.split(",").map((code) => parseNumber(code, { least: 0, most: 255 })))];
  } catch {
    throw new Error("it is no list of exit codes: write 0,75: numbers from 0 to 255");
  }
}
