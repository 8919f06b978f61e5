/** Dates as users write them without words: ISO 8601 and times of day. The clock is an argument. */

import { findInstants, findOffset, type Offset } from "./zone_time.ts";

/** When and where a date is written. */
export interface Here {
  /** milliseconds since 1970 */
  readonly now: number;
  /** an IANA name; the machine's own zone where there is none */
  readonly zone?: string | undefined;
}

/** The instant, or what is wrong and what was expected. */
export type DateRead = { readonly at: number } | { readonly expected: string };

/** A time that clocks show: as if it were one of UTC. */
interface Shown {
  readonly year: number;
  /** 1 to 12 */
  readonly month: number;
  readonly day: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  readonly ms?: number;
}

const dayMs = 24 * 3600 * 1000;

/** Undefined where the text has another form. */
export function readDate(text: string, here: Here): DateRead | undefined {
  return readIso(text, here) ?? readTimeOfDay(text, here);
}

/** What the clocks show now. */
export function readClock({ now, zone }: Here): number {
  return now + offsetOf(zone)(now);
}

/** The instant at which the clocks show a time; refused where there are two of them or none. */
export function findShown(shownMs: number, zone: string | undefined): DateRead {
  const instants = findInstants(shownMs, offsetOf(zone));
  if (instants.kind === "once") return { at: instants.at };
  const shown = new Date(shownMs).toISOString().slice(0, 19);
  if (instants.kind === "twice") {
    const both = [instants.first, instants.second].map((at) => shown + formatOffset(shownMs - at));
    return { expected: `the clocks show it twice: expected ${both.join(" or ")}` };
  }
  const change = new Date(instants.change + offsetOf(zone)(instants.change)).toISOString();
  return {
    expected: `the clocks are set forward over it: expected ${change.slice(0, 19)} or later`,
  };
}

/** The time that clocks show, or undefined where no calendar or clock has it. */
export function showTime(shown: Shown): number | undefined {
  const { year, month, day, hour = 0, minute = 0, second = 0, ms = 0 } = shown;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  // Date.UTC takes years below 100 for those after 1900
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.setUTCHours(hour, minute, second, ms);
}

// a part is written with its separators throughout, or without
const isoDate = String.raw`(\d{4})(-?)(\d\d)\2(\d\d)`;
const isoTime = String.raw`(\d\d)(:?)(\d\d)(?:\6(\d\d)(?:[.,](\d{1,9}))?)?`;
const isoOffset = String.raw`(Z|UTC|[+-]\d\d(?::?\d\d)?)`;
const iso = new RegExp(`^${isoDate}(?:[T ]${isoTime}(?: ?${isoOffset})?)?$`, "i");

function readIso(text: string, { zone }: Here): DateRead | undefined {
  const match = iso.exec(text);
  if (match === null) return undefined;
  const [, year, , month, day, hour, , minute, second, fraction = "", offset] = match;
  const shownMs = showTime({
    ...{ year: Number(year), month: Number(month), day: Number(day) },
    ...{ hour: Number(hour ?? 0), minute: Number(minute ?? 0), second: Number(second ?? 0) },
    ms: Number(fraction.padEnd(3, "0").slice(0, 3)),
  });
  if (shownMs === undefined) {
    return { expected: "there is no such day or time: expected one such as 2026-11-24T17:00" };
  }
  if (offset === undefined) return findShown(shownMs, zone);
  const offsetMs = readOffset(offset);
  return offsetMs === undefined
    ? { expected: "there is no such offset: expected Z, or -12:00 to +14:00" }
    : { at: shownMs - offsetMs };
}

function readOffset(text: string): number | undefined {
  if (/^[zu]/i.test(text)) return 0;
  const [, sign, hours, minutes = "00"] = /^([+-])(\d\d):?(\d\d)?$/.exec(text) ?? [];
  const size = 60 * Number(hours) + Number(minutes);
  const most = sign === "-" ? 12 * 60 : 14 * 60;
  if (Number(minutes) > 59 || size > most) return undefined;
  return (sign === "-" ? -size : size) * 60_000;
}

function formatOffset(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const digits = [hours, rest].map((number) => String(number).padStart(2, "0"));
  return (offsetMs < 0 ? "-" : "+") + digits.join(":");
}

/** `17:00`, `5pm`, `noon`: today, or tomorrow when it has passed. */
function readTimeOfDay(text: string, here: Here): DateRead | undefined {
  const time = readTime(text);
  if (time === undefined || "expected" in time) return time;
  const clock = readClock(here);
  const today = clock - mod(clock, dayMs) + time.ms;
  return findShown(today < clock ? today + dayMs : today, here.zone);
}

function readTime(text: string): { ms: number } | { expected: string } | undefined {
  if (/^noon$/i.test(text)) return { ms: dayMs / 2 };
  if (/^midnight$/i.test(text)) return { ms: 0 };
  const match = /^(\d{1,2})(?::(\d\d)(?::(\d\d))?)?(?: ?([ap])m)?$/i.exec(text);
  const [, hourText, minuteText, secondText, half] = match ?? [];
  // a number alone is no time of day
  if (hourText === undefined || (minuteText ?? half) === undefined) return undefined;
  const hour = Number(hourText);
  const [minute, second] = [Number(minuteText ?? 0), Number(secondText ?? 0)];
  const hourIsGood = half === undefined ? hour <= 23 : hour >= 1 && hour <= 12;
  if (!hourIsGood || minute > 59 || second > 59) {
    return { expected: "there is no such time: expected 00:00 to 23:59, or 12am to 11pm" };
  }
  const late = half?.toLowerCase() === "p" ? 12 : 0;
  const hours = half === undefined ? hour : hour % 12 + late;
  return { ms: 1000 * (3600 * hours + 60 * minute + second) };
}

function mod(number: number, size: number): number {
  return ((number % size) + size) % size;
}

function offsetOf(zone: string | undefined): Offset {
  const offset = findOffset(zone);
  if (offset !== undefined) return offset;
  throw new RangeError(`Cannot use time zone ${JSON.stringify(zone)}: it is unknown`);
}
