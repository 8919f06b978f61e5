/** Rules in words: as a table, and as the lines of `chore show` for them. */

import { formatDuration } from "../job/duration.ts";
import type { RuleView } from "../wire/replies.ts";
import type { Line } from "./describe_plan.ts";
import { shortTime } from "./job_text.ts";
import { type Column, lookOf, tableText } from "./print_table.ts";

interface Rules {
  readonly rules: readonly RuleView[];
  readonly skippedBytes: number;
}

export function rulesTable(
  { rules, skippedBytes }: Rules,
  env: Parameters<typeof lookOf>[0],
): string {
  const table = rules.length === 0 ? "" : tableText(columns(Date.now()), rules, lookOf(env));
  return skippedBytes === 0
    ? table
    : `${table}${skippedBytes} bytes went past no rule: more came than there was time for\n`;
}

function columns(now: number): Column<RuleView>[] {
  return [
    { title: "RULE", text: ({ rule }) => String(rule), align: "right" },
    { title: "MATCHED", text: ({ matched }) => String(matched), align: "right" },
    { title: "ACTED", text: ({ acted }) => String(acted), align: "right" },
    { title: "HELD BACK", text: ({ suppressed }) => String(suppressed), align: "right" },
    { title: "FAILED", text: ({ failed }) => String(failed), align: "right", drop: 2 },
    { title: "LAST", text: ({ lastAt }) => shortTime(lastAt, now), drop: 1 },
    { title: "LIMITS", text: limitsText, drop: 0 },
    { title: "ON", text: ({ on }) => on, least: 12 },
    { title: "ACTION", text: ({ action }) => action },
  ];
}

export function describeRules({ rules, skippedBytes }: Rules): Line[] {
  return [
    ...rules.map((rule): Line => {
      const { matched, acted, suppressed, failed } = rule;
      const counts = [
        `matched ${matched}, acted ${acted}`,
        ...suppressed > 0 ? [`held back ${suppressed}`] : [],
        ...failed > 0 ? [`failed ${failed}`] : [],
        limitsText(rule),
      ];
      return ["rule", `${rule.rule} ${rule.on} -> ${rule.action}: ${counts.join(", ")}`];
    }),
    ...skippedBytes > 0 ? [["skipped_bytes", String(skippedBytes)] as const] : [],
  ];
}

function limitsText({ most, cooldownMs, perMinute }: RuleView): string {
  return [
    ...most > 0 ? [`at most ${most}`] : [],
    ...cooldownMs > 0 ? [`once in ${formatDuration(cooldownMs)}`] : [],
    `${perMinute} a minute`,
  ].join(", ");
}
