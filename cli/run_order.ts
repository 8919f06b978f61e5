/** After which jobs a new one starts, and how it stands among those that wait: the options of `run` for that. */

import type { FlagParametersForType } from "@stricli/core";
import type { After, AfterCondition } from "../job/after.ts";
import { parseGroup } from "../job/option_values.ts";
import type { SpecInput } from "../job/spec.ts";
import { LIMITS } from "../limits.ts";
import { wrongUse } from "./failure.ts";
import { jobsFlag, numberFlag } from "./flag_values.ts";
import type { Start } from "./run_time.ts";

export { parseGroup } from "../job/option_values.ts";

export interface OrderFlags {
  readonly after?: readonly (readonly string[])[];
  readonly afterAny?: readonly (readonly string[])[];
  readonly afterFail?: readonly (readonly string[])[];
  readonly afterStart?: readonly (readonly string[])[];
  readonly afterReady?: readonly (readonly string[])[];
  readonly group?: string;
  readonly priority?: number;
  readonly slotsUsed?: number;
  readonly hold: boolean;
  readonly now: boolean;
  readonly pin: boolean;
}

export const ORDER_FLAGS: FlagParametersForType<OrderFlags> = {
  after: jobsFlag("start when these have succeeded"),
  afterAny: jobsFlag("start when these have ended, however"),
  afterFail: jobsFlag("start when these have failed"),
  afterStart: jobsFlag("start when these run, or have ended"),
  afterReady: jobsFlag("start when these have said that they are ready"),
  group: {
    ...{ kind: "parsed", optional: true },
    parse: parseGroup,
    brief: "the group whose slots it takes (default)",
    placeholder: "GROUP",
  },
  priority: numberFlag({
    brief: "more begins sooner: -1000 to 1000 (0)",
    least: -1000,
    most: 1000,
  }),
  slotsUsed: numberFlag({
    brief: "the slots of its group that it takes (1)",
    least: 0,
    most: LIMITS.slots,
  }),
  hold: { kind: "boolean", brief: "do not start it before chore release" },
  now: { kind: "boolean", brief: "start it at once, whatever slots are free" },
  pin: { kind: "boolean", brief: "keep it when it has ended and was seen" },
};

export const ORDER_LETTERS = { g: "group", p: "priority", k: "pin" } as const;

type OrderSpec = Pick<SpecInput, "after" | "group" | "priority" | "slots" | "held" | "pinned">;

/** @throws {Failure} where they contradict each other */
export function orderSpec(flags: OrderFlags, start: Start | undefined): OrderSpec {
  const { group, priority, slotsUsed, hold, pin } = flags;
  const after = afterOf(flags, start);
  return {
    ...after.length === 0 ? {} : { after },
    ...group === undefined ? {} : { group },
    ...priority === undefined ? {} : { priority },
    ...slotsUsed === undefined ? {} : { slots: slotsUsed },
    ...hold ? { held: true } : {},
    ...pin ? { pinned: true } : {},
  };
}

/** Each job once for each condition. */
function afterOf(
  { after = [], afterAny = [], afterFail = [], afterStart = [], afterReady = [] }: OrderFlags,
  start: Start | undefined,
): After[] {
  const seed = start?.kind === "job" ? [start.job] : [];
  const named = (lists: readonly (readonly string[])[], when: AfterCondition) =>
    [...new Set(lists.flat())].map((job) => ({ job, when }));
  const all = [
    ...named([seed, ...after], "success"),
    ...named(afterAny, "end"),
    ...named(afterFail, "failure"),
    ...named(afterStart, "start"),
    ...named(afterReady, "ready"),
  ];
  const names = new Map<string, AfterCondition>();
  for (const { job, when } of all) {
    const other = names.get(job);
    if (other !== undefined) {
      throw wrongUse(`Cannot wait for job "${job}" in two ways: for its ${other} and its ${when}`);
    }
    names.set(job, when);
  }
  if (all.length <= LIMITS.dependencies) return all;
  throw wrongUse(`Cannot wait for ${all.length} jobs: at most ${LIMITS.dependencies}`);
}
