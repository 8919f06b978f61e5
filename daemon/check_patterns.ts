/** Whether the patterns of rules are some: re2 is loaded where there is one. */

import type { Rule } from "../job/reaction.ts";
import { Refused } from "./refusal.ts";

type Rules = readonly Pick<Rule, "on">[];

/**
 * For each of `lists`, the rules of one job. Nothing is to be waited for where no rule has a pattern: a
 * job must not be overtaken by a request that came after it. @throws {Refused} which begins with `head`
 */
export function checkPatterns(lists: readonly Rules[], head: string): Promise<void> | undefined {
  const isNeeded = lists.some((rules) => rules.some(({ on }) => on.kind === "match"));
  return isNeeded ? checkAll(lists, head) : undefined;
}

async function checkAll(lists: readonly Rules[], head: string): Promise<void> {
  const { problemOfPatterns } = await import("../job/pattern.ts");
  for (const [index, rules] of lists.entries()) {
    const problem = problemOfPatterns(rules);
    if (problem === undefined) continue;
    const which = lists.length === 1
      ? ""
      : ` (job ${index + 1} of ${lists.length}, none was accepted)`;
    throw new Refused("bad_request", `${head}${which}: ${problem}`);
  }
}
