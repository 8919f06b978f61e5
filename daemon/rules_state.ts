/** What of its row tells how often the rules of a job have seen what they look for. */

import { nextRuleId, type Rule } from "../job/reaction.ts";
import { keepCounts, NEW_COUNT, type RuleCount, type RuleCounts } from "../job/reaction_count.ts";

export interface RulesState {
  /** the number that its next rule gets, where those that are there do not say */
  readonly next: number;
  readonly counts: RuleCounts;
  /** output of its newest run that could not be matched */
  readonly skippedBytes: number;
}

export const NO_RULES_STATE: RulesState = { next: 1, counts: {}, skippedBytes: 0 };

export function rulesStateOf(text: string | null | undefined): RulesState | null {
  return (text ?? null) === null ? null : JSON.parse(text ?? "null") as RulesState;
}

export function countOf(state: RulesState | null, { id }: Pick<Rule, "id">): RuleCount {
  return state?.counts[id] ?? NEW_COUNT;
}

/** `counts` in place of what was known, of those of `rules` that are there. */
export function withCounts(
  state: RulesState | null,
  counts: RuleCounts,
  { rules }: { readonly rules: readonly Pick<Rule, "id">[] },
): RulesState {
  const before = state ?? NO_RULES_STATE;
  const known = Object.entries({ ...before.counts, ...counts })
    .filter(([id]) => rules.some((rule) => rule.id === Number(id)));
  return { ...before, counts: Object.fromEntries(known) };
}

/** The same, once `rules` are in place of those of the job: what is known of a rule that says something else is gone. */
export function rulesAfter(
  { rules: state, spec }: {
    readonly rules: RulesState | null;
    readonly spec: { readonly react: readonly Rule[] };
  },
  rules: readonly Rule[],
): RulesState {
  const before = state ?? NO_RULES_STATE;
  return {
    ...before,
    next: nextRuleId([...spec.react, ...rules], before.next),
    counts: keepCounts(before.counts, { before: spec.react, after: rules }),
  };
}
