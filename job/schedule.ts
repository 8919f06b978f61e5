/**
 * When a repeated job's time comes: cron's expressions, and cron's rules for summer time.
 *
 * Which times the clocks must show is croner's part; which instants those are is decided here. A
 * time over which the clocks are set forward comes at that moment, once for all of them. A time
 * that they show twice comes the first time. Jobs of every hour follow elapsed time through both
 * changes. So do those of every minute (`*`, `*` with a step) of some hours where the clocks are set
 * back; where hours of theirs are passed over they too come at that moment, so that nothing is lost.
 */

import { Cron } from "croner";
import { LIMITS } from "../limits.ts";
import { type FieldText, HOUR, MINUTE, type Problem, readFields } from "./cron_fields.ts";
import { allowsAll, complainOfDays, hasStar, isPossible, makePattern } from "./cron_values.ts";
import { settleFields } from "./settle.ts";
import { findInstants, findOffset, findRepeat, type Offset } from "./zone_time.ts";

const NICKNAMES: ReadonlyMap<string, string> = new Map([
  ["@hourly", "0 * * * *"],
  ["@daily", "0 0 * * *"],
  ["@midnight", "0 0 * * *"],
  ["@weekly", "0 0 * * 0"],
  ["@monthly", "0 0 1 * *"],
  ["@yearly", "0 0 1 1 *"],
  ["@annually", "0 0 1 1 *"],
]);
const REBOOT = "@reboot";
/** Expressions that are kept ready, since a planner asks for the same ones again and again. */
const keptExpressions = 1024;
/** The instants that have a next time: croner's years end at 9999. */
const lastMs = Date.UTC(9900, 0);

export interface ZoneOptions {
  /** an IANA name; the machine's own zone where there is none */
  readonly zone?: string | undefined;
}

/** What is wrong with an expression, and what was expected; undefined where it is good. */
export function checkExpression(text: string): string | undefined {
  // settling makes at most four characters more of a ~: 14-59/15 of ~/15
  const settledChars = text.length + 4 * (text.split("~").length - 1);
  if (settledChars > LIMITS.cronChars) {
    return `it is too long: expected at most ${LIMITS.cronChars} characters`;
  }
  const fields = readExpression(text);
  if (fields === undefined) return undefined;
  if ("problem" in fields) return fields.problem;
  return isPossible(fields)
    ? undefined
    : "no year has such a date: expected a day of month that one of the months has, or L";
}

/** What is wrong with the name of a zone, and what was expected; undefined where it is good. */
export function checkZone(zone: string): string | undefined {
  if (findOffset(zone) !== undefined) return undefined;
  return `${JSON.stringify(zone)} is no time zone: expected a name such as Europe/Berlin or UTC`;
}

/** The expression in fields, and with a value for each `~` that depends on the seed alone. */
export function settleExpression(text: string, seed: string): string {
  const fields = NICKNAMES.get(text.trim()) ?? text.trim();
  return fields.includes("~") ? settleFields(fields, seed) : fields;
}

/** The first time strictly after an instant; undefined where no date matches, and for `@reboot`. */
export function nextTime(
  expression: string,
  afterMs: number,
  options: ZoneOptions = {},
): number | undefined {
  const schedule = findSchedule(expression);
  const offset = findOffset(options.zone);
  if (offset === undefined) throw new RangeError(`Cannot use ${checkZone(options.zone ?? "")}`);
  if (schedule === undefined || !(Math.abs(afterMs) < lastMs)) return undefined;
  const shownMs = afterMs + offset(afterMs);
  const repeat = findRepeat(afterMs, offset);
  if (repeat === undefined) return firstAfter(shownMs, schedule, { offset });
  const repeats = afterMs >= repeat.change;
  if (!schedule.comesTwice) {
    return firstAfter(repeats ? repeat.end - 1 : shownMs, schedule, { offset });
  }
  const shown = schedule.nextShown(shownMs);
  if (shown !== undefined && shown < repeat.end) return shown + (afterMs - shownMs);
  const again = repeats ? undefined : schedule.nextShown(repeat.start - 1);
  if (again === undefined || again >= repeat.end) {
    return firstAfter(shownMs, schedule, { offset });
  }
  return repeat.change + again - repeat.start;
}

/**
 * Whether an expression is for every hour or every minute (`*`, `*` with a step): such a job goes by the
 * clock as it is, also where that was set back. One for fixed times runs none of them twice.
 */
export function followsClock(expression: string): boolean {
  return findSchedule(expression)?.comesTwice ?? false;
}

/** The first `count` times after an instant. */
export function nextTimes(
  expression: string,
  afterMs: number,
  options: ZoneOptions & { readonly count: number },
): number[] {
  const times: number[] = [];
  let next = nextTime(expression, afterMs, options);
  while (next !== undefined && times.length < options.count) {
    times.push(next);
    next = nextTime(expression, next, options);
  }
  return times;
}

/** The first instant whose clocks show a matching time later than one that they show but once. */
function firstAfter(
  shownMs: number,
  schedule: Schedule,
  { offset }: { offset: Offset },
): number | undefined {
  const shown = schedule.nextShown(shownMs);
  if (shown === undefined) return undefined;
  const instants = findInstants(shown, offset);
  if (instants.kind === "once") return instants.at;
  if (instants.kind === "twice") return instants.first;
  if (!schedule.everyHour) return instants.change;
  return firstAfter(instants.change + offset(instants.change) - 1, schedule, { offset });
}

interface Schedule {
  /** the first matching time that clocks show, later than one that they show */
  nextShown(shownMs: number): number | undefined;
  readonly everyHour: boolean;
  readonly comesTwice: boolean;
}

const schedules = new Map<string, Schedule | undefined>();

function findSchedule(expression: string): Schedule | undefined {
  const known = schedules.get(expression);
  if (known !== undefined || schedules.has(expression)) return known;
  const schedule = makeSchedule(expression);
  const [oldest] = schedules.size < keptExpressions ? [] : schedules.keys();
  if (oldest !== undefined) schedules.delete(oldest);
  schedules.set(expression, schedule);
  return schedule;
}

function makeSchedule(expression: string): Schedule | undefined {
  const fields = readExpression(settleExpression(expression, ""));
  if (fields === undefined) return undefined;
  if ("problem" in fields) {
    const quoted = JSON.stringify(expression);
    throw new TypeError(`Cannot use cron expression ${quoted}: ${fields.problem}`);
  }
  if (!isPossible(fields)) return undefined;
  const cron = new Cron(makePattern(fields), { paused: true, utcOffset: 0, mode: "6-part" });
  const everyHour = allowsAll(fields, HOUR);
  return {
    nextShown: (shownMs) => cron.nextRun(new Date(Math.floor(shownMs / 1000) * 1000))?.getTime(),
    everyHour,
    comesTwice: everyHour || allowsAll(fields, MINUTE) || hasStar(fields, MINUTE),
  };
}

/** Undefined for `@reboot`, which has no times. */
function readExpression(text: string): FieldText[] | Problem | undefined {
  const trimmed = text.trim();
  if (trimmed === REBOOT) return undefined;
  const fields = readFields(NICKNAMES.get(trimmed) ?? trimmed);
  if (!("problem" in fields)) return complainOfDays(fields) ?? fields;
  if (!trimmed.startsWith("@")) return fields;
  const known = [...NICKNAMES.keys(), REBOOT].join(", ");
  return { problem: `${JSON.stringify(trimmed)} is unknown: expected one of ${known}` };
}
