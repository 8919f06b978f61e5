/** How much a job may use: the options of `run` for that. */

import type { FlagParametersForType } from "@stricli/core";
import { type LimitFlags, limitsWish, parseIoPriority } from "../job/limits_wish.ts";
import { parseLimits } from "../job/resource_limits.ts";
import type { SpecInput } from "../job/spec.ts";
import { LIMITS } from "../limits.ts";
import { wrongUse } from "./failure.ts";
import { numberFlag } from "./flag_values.ts";

export type { LimitFlags } from "../job/limits_wish.ts";

const parsed = { kind: "parsed", optional: true } as const;

export const LIMIT_FLAGS: FlagParametersForType<LimitFlags> = {
  limit: {
    ...{ ...parsed, variadic: true },
    parse: parseLimits,
    brief: "what it may use: cpu=10m,mem=1G,files=256,procs=64 …",
    placeholder: "LIST",
  },
  nice: numberFlag({
    brief: "how much it steps back for others: up to 19",
    least: -LIMITS.niceMost,
    most: LIMITS.niceMost - 1,
  }),
  ionice: {
    ...parsed,
    parse: parseIoPriority,
    brief: "its turn at the disk: idle, best-effort:N, realtime:N",
    placeholder: "CLASS",
  },
};

/** @throws {Failure} where one is set twice */
export function limitsSpec(flags: LimitFlags): Pick<SpecInput, "limits"> {
  const wish = limitsWish(flags);
  if ("problem" in wish) throw wrongUse(wish.problem);
  return wish;
}
