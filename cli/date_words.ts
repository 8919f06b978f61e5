/** Dates in words, by chrono-node, which guesses: what it need not guess is taken, and all else refused. */

import { type DateRead, findShown, type Here, readClock, showTime } from "../job/date.ts";

const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const months = ["january", "february", "march", "april", "may", "june", "july"]
  .concat("august", "september", "october", "november", "december");
const plainWords = "today tomorrow next this the on at of noon am pm".split(" ");
const names = [...weekdays, ...months];
const known = new Set([...plainWords, ...names, ...names.map((name) => name.slice(0, 3))]);
/** A time of day, a day of the month, a year; neither a year of two digits nor a date with / - . */
const numbers = /^(\d{1,2}(:\d\d){0,2}([ap]m)?|\d{1,2}(st|nd|rd|th)|\d{4})$/;
const dayMs = 24 * 3600 * 1000;

/** Whether a text consists of what dates are written with, one word of it at least. */
export function hasDateWords(text: string): boolean {
  const words = listWords(text);
  return words.some((word) => known.has(word)) &&
    words.every((word) => known.has(word) || numbers.test(word));
}

/** Its words; the day after tomorrow is one. */
function listWords(text: string): string[] {
  return text.replace("the day after tomorrow", "tomorrow").split(/, ?| /);
}

/** Undefined where not all of it is understood. */
export async function readWords(text: string, here: Here): Promise<DateRead | undefined> {
  const { parse } = await import("chrono-node/en");
  const clock = readClock(here);
  const reference = { instant: new Date(clock), timezone: 0 };
  const [result, ...rest] = parse(text, reference, { forwardDate: true });
  if (result === undefined || rest.length > 0 || result.text !== text || result.end) {
    return undefined;
  }
  const { start } = result;
  if (!start.isCertain("hour") || start.isCertain("timezoneOffset")) return undefined;
  const shownMs = showTime({
    ...{ year: start.get("year") ?? 0, month: start.get("month") ?? 0, day: start.get("day") ?? 0 },
    ...{ hour: start.get("hour") ?? 0, minute: start.get("minute") ?? 0 },
    second: start.isCertain("second") ? start.get("second") ?? 0 : 0,
  });
  if (shownMs === undefined) return undefined;
  return complainOfWords(text, { shownMs, clock }) ?? findShown(shownMs, here.zone);
}

/** What chrono-node takes without a doubt, and a reader would not. */
function complainOfWords(
  text: string,
  { shownMs, clock }: { shownMs: number; clock: number },
): DateRead | undefined {
  // of two numbers without a colon or am one would be a year of two digits, or an hour
  const bare = text.match(/(?<![\d:])\d{1,2}(?![\d:]| ?[ap]m)/g) ?? [];
  if (bare.length > 1) return { expected: "expected a year of four digits, an hour with am or pm" };
  const shown = new Date(shownMs);
  const other = listWords(text).find((word) => contradicts(word, shown));
  if (other !== undefined) {
    const date = shown.toISOString().slice(0, 10);
    return { expected: `"${other}" does not agree with the rest: expected a date such as ${date}` };
  }
  const ahead = Math.floor(shownMs / dayMs) - Math.floor(clock / dayMs);
  if (!/\bnext\b/.test(text) || ahead <= 7) return undefined;
  const weekday = weekdays[shown.getUTCDay()];
  const date = shown.toISOString().slice(0, 10);
  return { expected: `it may be this week or the next: expected this ${weekday}, or ${date}` };
}

/** Whether a day, a month or a year that is named is not that of the date. */
function contradicts(word: string, shown: Date): boolean {
  const isNamed = (name: string) => name === word || name.slice(0, 3) === word;
  const weekday = weekdays.findIndex(isNamed);
  if (weekday >= 0) return weekday !== shown.getUTCDay();
  const month = months.findIndex(isNamed);
  if (month >= 0) return month !== shown.getUTCMonth();
  if (/^\d{4}$/.test(word)) return Number(word) !== shown.getUTCFullYear();
  return /^\d+(st|nd|rd|th)$/.test(word) && parseInt(word) !== shown.getUTCDate();
}
