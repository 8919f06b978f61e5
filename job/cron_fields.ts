/** The fields of a cron expression: read, checked, and told what is wrong with them. */

export interface Field {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  /** where `~` ends: every month has it, and no day of the week comes twice */
  readonly randomHigh: number;
  readonly names: readonly string[];
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

export const SECOND: Field = { name: "second", low: 0, high: 59, randomHigh: 59, names: [] };
export const MINUTE: Field = { name: "minute", low: 0, high: 59, randomHigh: 59, names: [] };
export const HOUR: Field = { name: "hour", low: 0, high: 23, randomHigh: 23, names: [] };
export const DAY: Field = { name: "day of month", low: 1, high: 31, randomHigh: 28, names: [] };
export const MONTH: Field = { name: "month", low: 1, high: 12, randomHigh: 12, names: months };
export const WEEKDAY: Field = {
  name: "day of week",
  low: 0,
  high: 7,
  randomHigh: 6,
  names: weekdays,
};

const FIELDS = [SECOND, MINUTE, HOUR, DAY, MONTH, WEEKDAY] as const;

/** One of the parts that a comma separates. */
export type Item =
  | { readonly kind: "every"; readonly step: number }
  | { readonly kind: "range"; readonly from: number; readonly to: number; readonly step: number }
  /** `~`: one value, or with a step where the steps begin; settled before it is used */
  | {
    readonly kind: "random";
    readonly from: number;
    readonly to: number;
    readonly step: number | undefined;
  }
  /** `L`: the last day of the month */
  | { readonly kind: "last" }
  /** `FRI#2`, `FRI#L` */
  | { readonly kind: "nth"; readonly weekday: number; readonly nth: string };

export interface FieldText {
  readonly field: Field;
  readonly items: readonly Item[];
}

/** What is wrong, and what was expected. */
export interface Problem {
  readonly problem: string;
}

/** The six fields, seconds first; the second 0 where there are five. */
export function readFields(expression: string): FieldText[] | Problem {
  const texts = expression.trim().split(/[ \t]+/);
  if (texts.length !== 5 && texts.length !== 6) return { problem: countProblem(texts) };
  if (texts.length === 5) texts.unshift("0");
  const fields: FieldText[] = [];
  for (const [index, field] of FIELDS.entries()) {
    const read = readField(texts[index] ?? "", field);
    if ("problem" in read) return read;
    fields.push(read);
  }
  return fields;
}

function countProblem(texts: readonly string[]): string {
  const count = texts[0] === "" ? 0 : texts.length;
  return `it has ${count} field${
    count === 1 ? "" : "s"
  }: expected 5 (minute, hour, day of month, ` +
    `month, day of week), or 6 with the second first`;
}

function readField(text: string, field: Field): FieldText | Problem {
  const items: Item[] = [];
  for (const part of text.split(",")) {
    const item = readSpecial(part, field) ?? readPlain(part, field);
    if (item === undefined) return complainOfField(text, { field, problem: expectedOf(field) });
    if ("problem" in item) return complainOfField(text, { field, ...item });
    items.push(item);
  }
  if (items.length > 1 && items.some((item) => item.kind === "every")) {
    return complainOfField(text, { field, problem: "expected * alone, or a list without it" });
  }
  return { field, items };
}

function complainOfField(text: string, wrong: { field: Field; problem: string }): Problem {
  return { problem: `${wrong.field.name} ${JSON.stringify(text)}: ${wrong.problem}` };
}

function expectedOf(field: Field): string {
  const { low, high } = field;
  const first = field.names.length === 0 ? "" : `, ${field.names[0]} to ${field.names.at(-1)}`;
  const more = field === DAY ? ", L" : field === WEEKDAY ? ", fri#2, fri#L" : "";
  return `expected ${low} to ${high}${first}, a range such as ${low + 1}-${low + 4}, *, */2, ` +
    `~${more}, or a list of these`;
}

function readSpecial(text: string, field: Field): Item | undefined {
  if (field === DAY && /^l$/i.test(text)) return { kind: "last" };
  const [, day, nth] = field === WEEKDAY ? /^(\w+)#([1-5]|l)$/i.exec(text) ?? [] : [];
  if (day === undefined || nth === undefined) return undefined;
  const weekday = readValue(day, field);
  return weekday === undefined
    ? undefined
    : { kind: "nth", weekday: weekday % 7, nth: nth.toUpperCase() };
}

/** `*`, `5`, `1-5`, `~`, `1~5`, and all but the second with a step. */
function readPlain(text: string, field: Field): Item | Problem | undefined {
  const match = /^(?:\*|(\w+)|(\w+)-(\w+)|(\w*)~(\w*))(?:\/(\d{1,3}))?$/.exec(text);
  if (match === null) return undefined;
  const [, value, low, high, randomLow, randomHigh, stepText] = match;
  const step = stepText === undefined ? undefined : Number(stepText);
  const most = field === WEEKDAY ? 7 : field.high - field.low + 1;
  if (step !== undefined && (step < 1 || step > most)) {
    return { problem: `expected a step of 1 to ${most}` };
  }
  if (text.startsWith("*")) return { kind: "every", step: step ?? 1 };
  if (value !== undefined) {
    if (step !== undefined) {
      return { problem: `expected a range before the step, as in ${value}-${field.high}/${step}` };
    }
    return readRange({ from: value, to: value, field }, { kind: "range", step: 1 });
  }
  if (low !== undefined) {
    return readRange({ from: low, to: high ?? "", field }, { kind: "range", step: step ?? 1 });
  }
  const from = randomLow || String(field.low);
  const bare = step === undefined && Number(from) <= field.randomHigh;
  const to = randomHigh || String(bare ? field.randomHigh : field.high);
  return readRange({ from, to, field }, { kind: "random", step });
}

interface RangeText {
  readonly from: string;
  readonly to: string;
  readonly field: Field;
}

type RangeKind =
  | { readonly kind: "range"; readonly step: number }
  | { readonly kind: "random"; readonly step: number | undefined };

function readRange(text: RangeText, kind: RangeKind): Item | Problem | undefined {
  const from = readValue(text.from, text.field);
  let to = readValue(text.to, text.field);
  if (from === undefined || to === undefined) return undefined;
  // sun is 0 where a range begins and 7 where it ends
  if (text.field === WEEKDAY && to === 0 && from > 0) to = /^0/.test(text.to) ? to : 7;
  if (from > to) return { problem: `expected the lower end of the range first` };
  return { ...kind, from, to };
}

function readValue(text: string, field: Field): number | undefined {
  const named = field.names.indexOf(text.toLowerCase());
  if (named >= 0) return named + field.low;
  if (!/^\d{1,2}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= field.low && value <= field.high ? value : undefined;
}
