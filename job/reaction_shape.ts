/** The shape of rules, as specs, orders and tickets have them. */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import { CountShape as count, TimeShape as time } from "./number_shape.ts";
import { PLAIN_ACTIONS, problemOfRule, type Rule, WATCHED } from "./reaction.ts";
import type { RuleCount } from "./reaction_count.ts";
import { SIGNAL_NAMES } from "./signal.ts";
import { STATES } from "./state.ts";

const integer = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

const text = (what: string, most: number) =>
  v.pipe(
    v.string(),
    v.minLength(1, `${what} is empty`),
    v.maxLength(most, `${what} has at most ${most} characters`),
    v.check((each) => !each.includes("\0"), `${what} holds a NUL character`),
  );

const TriggerShape = v.variant("kind", [
  v.object({
    kind: v.literal("match"),
    pattern: text("a pattern", LIMITS.patternChars),
    stream: v.optional(v.picklist(WATCHED), "both"),
  }),
  v.object({ kind: v.literal("silence"), ms: integer(1, LIMITS.timeMaxMs) }),
  v.object({
    kind: v.literal("exit"),
    codes: v.pipe(v.array(integer(0, 255)), v.minLength(1), v.maxLength(256)),
  }),
  v.object({ kind: v.literal("state"), state: v.picklist(STATES) }),
]);

const ActionShape = v.variant("do", [
  v.object({ do: v.picklist(PLAIN_ACTIONS) }),
  v.object({ do: v.literal("signal"), signal: v.picklist(SIGNAL_NAMES) }),
  v.object({ do: v.literal("send"), text: text("what is sent", LIMITS.sentChars) }),
  v.object({ do: v.literal("run"), command: text("the command of a rule", LIMITS.hookChars) }),
]);

export const RuleShape = v.object({
  id: v.optional(integer(0, Number.MAX_SAFE_INTEGER), 0),
  on: TriggerShape,
  action: ActionShape,
  cooldownMs: v.optional(integer(0, LIMITS.timeMaxMs), 0),
  most: v.optional(integer(0, LIMITS.reactionsMost), 0),
  perMinute: v.optional(integer(1, LIMITS.reactionsPerMinuteMost), LIMITS.reactionsPerMinute),
});

export const RulesShape = v.pipe(
  v.array(RuleShape),
  v.maxLength(LIMITS.rules, `a job has at most ${LIMITS.rules} rules`),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const rule of dataset.value) {
      const message = problemOfRule(rule);
      if (message !== undefined) return addIssue({ message });
    }
  }),
  v.check((rules) => haveOwnIds(rules), "two rules have the same number"),
  v.check(
    (rules) => rulesBytes(rules) <= LIMITS.rulesBytes,
    `the rules of a job have at most ${LIMITS.rulesBytes} bytes together`,
  ),
);

const encoder = new TextEncoder();

/** What rules take in a ticket. */
export function rulesBytes(rules: readonly Rule[]): number {
  return encoder.encode(JSON.stringify(rules)).length;
}

function haveOwnIds(rules: readonly Pick<Rule, "id">[]): boolean {
  const ids = rules.map(({ id }) => id).filter((id) => id > 0);
  return new Set(ids).size === ids.length;
}

export const RuleCountShape: v.GenericSchema<RuleCount> = v.object({
  matched: count,
  acted: count,
  suppressed: count,
  failed: count,
  lastAt: time,
  windowAt: time,
  inWindow: count,
});

/** By the number of the rule. */
export const RuleCountsShape = v.pipe(
  v.record(v.pipe(v.string(), v.regex(/^\d{1,16}$/)), RuleCountShape),
  v.check((counts) => Object.keys(counts).length <= LIMITS.rules, "too many counts"),
);

/** What rules see in a run that a worker keeps, and how often they did before. */
export const WatchShape = v.object({
  rules: RulesShape,
  counts: RuleCountsShape,
  /** the last reaction of the run that chored has taken */
  seq: v.optional(count, 0),
});
export type Watch = v.InferOutput<typeof WatchShape>;

const place = integer(0, LIMITS.lineBytes);

/** Something that chored is to do: the worker has decided it, and it is done once. */
export const ReactionShape = v.object({
  /** its number in its run, from 1 */
  seq: integer(1, Number.MAX_SAFE_INTEGER),
  rule: count,
  at: time,
  /** the line that matched; none where nothing was printed */
  line: v.optional(v.pipe(v.string(), v.maxLength(LIMITS.lineBytes))),
  /** from where to where in it the match and its groups are; -1 for a group that took no part */
  spans: v.optional(
    v.pipe(
      v.array(v.tuple([v.union([place, v.literal(-1)]), v.union([place, v.literal(-1)])])),
      v.maxLength(10 + LIMITS.namedGroups),
    ),
  ),
  /** the names of groups, by their place among the spans */
  names: v.optional(
    v.record(
      v.pipe(v.string(), v.maxLength(LIMITS.patternChars)),
      integer(1, 9 + LIMITS.namedGroups),
    ),
  ),
});
export type Reaction = v.InferOutput<typeof ReactionShape>;

/** `w/reactions`: what rules have seen, and what chored has not taken of it yet. */
export const ReactionsFileShape = v.object({
  /** the last number that was given out */
  seq: count,
  counts: RuleCountsShape,
  /** output that could not be matched, for want of time */
  skippedBytes: count,
  /** the rule that has the job end, and how */
  ending: v.optional(v.object({ rule: count, action: v.picklist(["terminate", "kill"]) })),
  queue: v.pipe(v.array(ReactionShape), v.maxLength(LIMITS.reactionQueue)),
});
export type ReactionsFile = v.InferOutput<typeof ReactionsFileShape>;
