/** Whether a job is started again after its end, and what a good end is: the options of `run` for that. */

import type { FlagParametersForType } from "@stricli/core";
import { type AgainFlags, againWish } from "../job/again_wish.ts";
import { parseCodes } from "../job/option_values.ts";
import { BACKOFFS, RESTART_POLICIES } from "../job/policies.ts";
import type { SpecInput } from "../job/spec.ts";
import { LIMITS } from "../limits.ts";
import { wrongUse } from "./failure.ts";
import { numberFlag, timeFlag, wordFlag } from "./flag_values.ts";

export { parseCodes } from "../job/option_values.ts";
export type { AgainFlags } from "../job/again_wish.ts";

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

/** @throws {Failure} where they contradict each other */
export function againSpec(flags: AgainFlags): Pick<SpecInput, "restart" | "success"> {
  const wish = againWish(flags);
  if ("problem" in wish) throw wrongUse(wish.problem);
  return wish;
}
