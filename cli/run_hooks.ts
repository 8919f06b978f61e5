/** What runs before, at the start of and after a job: the options of `run` for that. */

import type { FlagParametersForType } from "@stricli/core";
import { type HooksFlags as Said, hooksWish, parseHook } from "../job/hooks_wish.ts";
import type { SpecInput } from "../job/spec.ts";
import { wrongUse } from "./failure.ts";
import { timeFlag } from "./flag_values.ts";

export type HooksFlags = Omit<Said, "hooksFree"> & { readonly hooksFree: boolean };

export const HOOKS_FLAGS: FlagParametersForType<HooksFlags> = {
  pre: hookFlag("a command before it: where that fails it does not start"),
  post: hookFlag("a command after it, however it ended"),
  onStart: hookFlag("a command once it runs"),
  onSuccess: hookFlag("a command once it succeeded"),
  onFail: hookFlag("a command once it failed for good"),
  onStop: hookFlag("a command once somebody stopped it"),
  hookTimeout: timeFlag({ brief: "how long each of these may take (5m)" }),
  hooksFree: {
    ...{ kind: "boolean", withNegated: false },
    brief: "do not confine these, nor what its rules run, as it is",
  },
};

function hookFlag(brief: string) {
  return { kind: "parsed", optional: true, parse: parseHook, brief, placeholder: "TEXT" } as const;
}

/** @throws {Failure} */
export function hooksSpec(flags: Parameters<typeof hooksWish>[0]): Pick<SpecInput, "hooks"> {
  const wish = hooksWish(flags);
  if ("problem" in wish) throw wrongUse(wish.problem);
  return wish;
}
