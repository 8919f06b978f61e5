/** How often a rule has seen what it looks for, and whether it may do something about it now. */

import type { Rule } from "./reaction.ts";

export interface RuleCount {
  /** how often it saw what it looks for */
  readonly matched: number;
  /** how often something was done */
  readonly acted: number;
  /** how often nothing was done: so soon, so often, or while the last was not over */
  readonly suppressed: number;
  /** how often what was to be done failed */
  readonly failed: number;
  /** when something was done last, milliseconds since 1970; 0 for never */
  readonly lastAt: number;
  /** when the minute began in which its acts are counted, and how many there were */
  readonly windowAt: number;
  readonly inWindow: number;
}

export const NEW_COUNT: RuleCount = {
  ...{ matched: 0, acted: 0, suppressed: 0, failed: 0 },
  ...{ lastAt: 0, windowAt: 0, inWindow: 0 },
};

export type RuleCounts = Readonly<Record<string, RuleCount>>;

/** Why nothing is done. */
export type Bar = "most" | "cooldown" | "perMinute" | "busy";

export interface Decision {
  readonly count: RuleCount;
  /** undefined where something is to be done */
  readonly bar?: Bar;
}

type Limits = Pick<Rule, "action" | "cooldownMs" | "most" | "perMinute">;

const minute = 60_000;

/** A rule has seen what it looks for at `now`, by the wall's clock, which outlives workers. One that was set back bars nothing. */
export function decide(rule: Limits, before: RuleCount, { now }: { now: number }): Decision {
  const count = { ...before, matched: before.matched + 1 };
  if (rule.action.do === "none") return { count };
  const bar = barOf(rule, count, { now });
  if (bar !== undefined) return { count: { ...count, suppressed: count.suppressed + 1 }, bar };
  const isSame = isWithin(minute, { since: count.windowAt, now });
  return {
    count: {
      ...count,
      ...{ acted: count.acted + 1, lastAt: now },
      windowAt: isSame ? count.windowAt : now,
      inWindow: isSame ? count.inWindow + 1 : 1,
    },
  };
}

/** What was decided cannot be done: it counts as held back. */
export function takeBack(count: RuleCount): RuleCount {
  return {
    ...count,
    acted: count.acted - 1,
    inWindow: count.inWindow - 1,
    suppressed: count.suppressed + 1,
  };
}

function barOf(rule: Limits, count: RuleCount, { now }: { now: number }): Bar | undefined {
  if (rule.most > 0 && count.acted >= rule.most) return "most";
  if (isWithin(rule.cooldownMs, { since: count.lastAt, now })) return "cooldown";
  const isFull = count.inWindow >= rule.perMinute;
  return isFull && isWithin(minute, { since: count.windowAt, now }) ? "perMinute" : undefined;
}

function isWithin(ms: number, { since, now }: { since: number; now: number }): boolean {
  return since > 0 && now >= since && now < since + ms;
}

/** In words, for a log and a reason. */
export function barText({ cooldownMs, most, perMinute }: Limits, bar: Bar): string {
  switch (bar) {
    case "most":
      return `it has done so ${most} times, which is all that it may`;
    case "cooldown":
      return `it did so less than ${cooldownMs / 1000} s ago`;
    case "perMinute":
      return `it has done so ${perMinute} times within a minute`;
    case "busy":
      return "what it did before is not over";
  }
}

/** The counts of those rules that are still there, and say the same. */
export function keepCounts(
  counts: RuleCounts,
  { before, after }: { readonly before: readonly Rule[]; readonly after: readonly Rule[] },
): RuleCounts {
  const kept = after.filter((rule) => {
    const old = before.find(({ id }) => id === rule.id);
    return old !== undefined && JSON.stringify([old.on, old.action]) ===
        JSON.stringify([rule.on, rule.action]);
  });
  return Object.fromEntries(kept.flatMap(({ id }) => {
    const count = counts[id];
    return count === undefined ? [] : [[id, count]];
  }));
}
