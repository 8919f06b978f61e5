/** What the fields of a cron expression come to: the values they allow, and the plain pattern that croner gets. */

import {
  DAY,
  type Field,
  type FieldText,
  type Item,
  MONTH,
  type Problem,
  WEEKDAY,
} from "./cron_fields.ts";

/** The longest that each month can be. */
const monthDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Six fields of plain numbers, so that nothing depends on how croner reads steps, names and ranges. */
export function makePattern(fields: readonly FieldText[]): string {
  return fields.map((text) => isStar(text) ? "*" : plainItems(text).join(",")).join(" ");
}

/** Whether a field allows all its values, however it is written. */
export function allowsAll(fields: readonly FieldText[], field: Field): boolean {
  const text = itemsOf(fields, field);
  return valuesOf(text).size === field.high - field.low + 1;
}

/** Whether a field is `*`, or `*` with a step: what cron takes as "runs often". */
export function hasStar(fields: readonly FieldText[], field: Field): boolean {
  return itemsOf(fields, field).items[0]?.kind === "every";
}

/** Whether any year has such a date, whichever value a `~` gets. */
export function isPossible(fields: readonly FieldText[]): boolean {
  const days = itemsOf(fields, DAY);
  if (hasStar(fields, DAY) || !hasStar(fields, WEEKDAY)) return true;
  if (days.items.some((item) => item.kind === "last")) return true;
  const longest = Math.max(...itemsOf(fields, MONTH).items.map(longestMonth));
  return Math.min(...days.items.map(firstDay)) <= longest;
}

/** The first day of an item, at the latest. */
function firstDay(item: Item): number {
  if (item.kind === "random") return listChoices(item).at(-1) ?? item.to;
  return item.kind === "range" ? item.from : DAY.low;
}

/** The days of an item's longest month, at the least. */
function longestMonth(item: Item): number {
  const daysOf = (month: number) => monthDays[month - 1] ?? 0;
  if (item.kind === "random") return Math.min(...listChoices(item).map(daysOf));
  return Math.max(...listValues(item, MONTH).map(daysOf));
}

/**
 * Days of the month and of the week are joined by "or" where both are given; with a stepped star
 * crons differ, and some of them join by "and".
 */
export function complainOfDays(fields: readonly FieldText[]): Problem | undefined {
  for (const [one, other] of [[DAY, WEEKDAY], [WEEKDAY, DAY]] as const) {
    const text = itemsOf(fields, one);
    if (!hasStar(fields, one) || isStar(text) || isStar(itemsOf(fields, other))) continue;
    const step = text.items[0]?.kind === "every" ? text.items[0].step : 1;
    const high = one === DAY ? 31 : 6;
    return {
      problem: `${one.name} "*/${step}" beside a ${other.name} means one thing to one cron and ` +
        `another to the next: expected ${one.low}-${high}/${step} where either may match, or * in ` +
        "one of them",
    };
  }
  return undefined;
}

function itemsOf(fields: readonly FieldText[], field: Field): FieldText {
  return fields.find((text) => text.field === field) ?? { field, items: [] };
}

function isStar(text: FieldText): boolean {
  const [item] = text.items;
  return item?.kind === "every" && item.step === 1;
}

function plainItems(text: FieldText): string[] {
  const special = text.items.flatMap((item) => {
    if (item.kind === "last") return ["L"];
    return item.kind === "nth" ? [`${item.weekday}#${item.nth}`] : [];
  });
  return [...[...valuesOf(text)].sort((a, b) => a - b).map(String), ...special];
}

function valuesOf(text: FieldText): Set<number> {
  return new Set(text.items.flatMap((item) => listValues(item, text.field)));
}

function listValues(item: Item, field: Field): number[] {
  if (item.kind === "last" || item.kind === "nth") return [];
  const high = field === WEEKDAY ? 6 : field.high;
  const { from, to } = item.kind === "every" ? { from: field.low, to: high } : item;
  const values: number[] = [];
  for (let value = from; value <= to; value += item.step ?? 1) {
    values.push(field === WEEKDAY ? value % 7 : value);
  }
  return values;
}

/** The values of which a `~` gets one, or begins its steps at one. */
export function listChoices(item: Item & { kind: "random" }): number[] {
  const count = Math.min(item.to - item.from + 1, item.step ?? Infinity);
  return Array.from({ length: count }, (_, index) => item.from + index);
}
