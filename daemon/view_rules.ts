/** The rules of a job as clients see them. */

import { actionText, triggerText } from "../job/reaction.ts";
import type { JobRules, RuleView } from "../wire/replies.ts";
import type { JobRow } from "./rows.ts";
import { countOf } from "./rules_state.ts";

export function viewRules({ spec, rules }: Pick<JobRow, "spec" | "rules">): RuleView[] {
  return spec.react.map((rule) => {
    const { matched, acted, suppressed, failed, lastAt } = countOf(rules, rule);
    const { id, on, action, cooldownMs, most, perMinute } = rule;
    return {
      ...{ rule: id, on: triggerText(on), action: actionText(action) },
      ...{ cooldownMs, most, perMinute, matched, acted, suppressed, failed },
      lastAt: lastAt === 0 ? null : new Date(lastAt).toISOString(),
    };
  });
}

export function viewJobRules(job: JobRow): JobRules {
  const { id, name, state } = job;
  return {
    ...{ id, name, state, rules: viewRules(job) },
    skippedBytes: job.rules?.skippedBytes ?? 0,
  };
}
