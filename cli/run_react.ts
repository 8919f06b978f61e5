/** Rules by which a job is reacted to: the options of `run` and `react` for that. */

import type { FlagParametersForType } from "@stricli/core";
import { parseAction, parseTrigger, type ReactFlags, reactWish } from "../job/reaction_wish.ts";
import type { SpecInput } from "../job/spec.ts";
import { LIMITS } from "../limits.ts";
import { wrongUse } from "./failure.ts";
import { numberFlag, timeFlag } from "./flag_values.ts";

export { type ReactFlags, rulesWish } from "../job/reaction_wish.ts";

const repeated = { kind: "parsed", optional: true, variadic: true } as const;

export const REACT_FLAGS: FlagParametersForType<ReactFlags> = {
  react: {
    ...{ ...repeated, parse: parseTrigger },
    brief: "react to a line, or silence:30s, exit:3, state:failed",
    placeholder: "PATTERN",
  },
  action: {
    ...{ ...repeated, parse: parseAction },
    brief: "what is done then: restart, run:COMMAND, ready …",
    placeholder: "ACTION",
  },
  reactCooldown: timeFlag({ brief: "and not again before this" }),
  reactMost: numberFlag({
    brief: "so often at all",
    least: 1,
    most: LIMITS.reactionsMost,
  }),
  reactPerMinute: numberFlag({
    brief: "so often within a minute (20)",
    least: 1,
    most: LIMITS.reactionsPerMinuteMost,
  }),
};

export const REACT_LETTERS = { r: "react", R: "action" } as const;

/** @throws {Failure} */
export function reactSpec(flags: ReactFlags): Pick<SpecInput, "react"> {
  const wish = reactWish(flags);
  if ("problem" in wish) throw wrongUse(wish.problem);
  return wish;
}
