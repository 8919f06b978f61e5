// The slow truth about cron: every minute of a span is looked at, one after the other, with clocks made by Temporal.

export interface Zone {
  readonly name: string;
  /** the instants of its changes in order, and the offset from each on */
  readonly changes: readonly { readonly at: number; readonly offset: number }[];
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A zone's changes within a span. */
export function readZone(name: string, span: Span): Zone {
  let time = Temporal.Instant.fromEpochMilliseconds(span.from).toZonedDateTimeISO(name);
  const changes = [{ at: span.from, offset: time.offsetNanoseconds / 1e6 }];
  for (;;) {
    const next = time.getTimeZoneTransition("next");
    if (next === null || next.epochMilliseconds > span.to) return { name, changes };
    time = next;
    changes.push({ at: next.epochMilliseconds, offset: next.offsetNanoseconds / 1e6 });
  }
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const monthNames = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const dayNames = "sun mon tue wed thu fri sat".split(" ");

interface Rules {
  readonly minute: boolean[];
  readonly hour: boolean[];
  readonly day: (shown: Date) => boolean;
  readonly isEveryHour: boolean;
  readonly isEveryMinute: boolean;
}

/**
 * All times of five fields in a span, as cron's virtual clock finds them: where the clocks are set
 * forward it goes through what they pass over, where they are set back it waits.
 */
export function listTimes(expression: string, zone: Zone, span: Span): number[] {
  const rules = readRules(expression);
  const times: number[] = [];
  let highest = -Infinity;
  let dayShown = NaN;
  let isDay = false;
  for (const [index, { at, offset }] of zone.changes.entries()) {
    const end = Math.min(zone.changes[index + 1]?.at ?? Infinity, span.to);
    for (let time = Math.max(at, span.from); time < end; time += minuteMs) {
      const shown = time + offset;
      if (Math.floor(shown / dayMs) !== dayShown) {
        dayShown = Math.floor(shown / dayMs);
        isDay = rules.day(new Date(shown));
      }
      const passedOver = shown - highest > minuteMs && highest > 0 &&
        !rules.isEveryHour && hasMatch(rules, { from: highest + minuteMs, to: shown });
      const isRepeat = shown <= highest && !rules.isEveryHour && !rules.isEveryMinute;
      if (passedOver || (isDay && !isRepeat && isTime(rules, shown))) times.push(time);
      if (shown > highest) highest = shown;
    }
  }
  return times;
}

function hasMatch(rules: Rules, { from, to }: Span): boolean {
  for (let shown = from; shown < to; shown += minuteMs) {
    if (rules.day(new Date(shown)) && isTime(rules, shown)) return true;
  }
  return false;
}

function isTime(rules: Rules, shown: number): boolean {
  const minutes = Math.floor((shown % dayMs) / minuteMs);
  return rules.minute[minutes % 60] === true && rules.hour[Math.floor(minutes / 60)] === true;
}

function readRules(expression: string): Rules {
  const [minute = "", hour = "", day = "", month = "", weekday = ""] = expression.toLowerCase()
    .split(" ");
  const months = readSet(month, { low: 1, high: 12, names: monthNames });
  const isDay = (shown: Date) => isDayOfMonth(day, shown);
  const isWeekday = (shown: Date) => isDayOfWeek(weekday, shown);
  const isEither = (shown: Date) =>
    day !== "*" && weekday !== "*"
      ? isDay(shown) || isWeekday(shown)
      : isDay(shown) && isWeekday(shown);
  const hours = readSet(hour, { low: 0, high: 23, names: [] });
  const minutes = readSet(minute, { low: 0, high: 59, names: [] });
  return {
    minute: minutes,
    hour: hours,
    day: (shown) => months[shown.getUTCMonth() + 1] === true && isEither(shown),
    isEveryHour: hours.filter((is) => is).length === 24,
    isEveryMinute: minute.startsWith("*") || minutes.filter((is) => is).length === 60,
  };
}

function isDayOfMonth(text: string, shown: Date): boolean {
  const tomorrow = new Date(shown.getTime() + dayMs);
  return text.split(",").some((part) =>
    part === "l"
      ? tomorrow.getUTCDate() === 1
      : readSet(part, { low: 1, high: 31, names: [] })[shown.getUTCDate()] === true
  );
}

function isDayOfWeek(text: string, shown: Date): boolean {
  return text.split(",").some((part) => {
    const [days = "", nth] = part.split("#");
    const set = readSet(days, { low: 0, high: 7, names: dayNames });
    if (!set[shown.getUTCDay()] && !(shown.getUTCDay() === 0 && set[7])) return false;
    if (nth === undefined) return true;
    const nextWeek = new Date(shown.getTime() + 7 * dayMs);
    return nth === "l"
      ? nextWeek.getUTCMonth() !== shown.getUTCMonth()
      : Math.ceil(shown.getUTCDate() / 7) === Number(nth);
  });
}

interface Bounds {
  readonly low: number;
  readonly high: number;
  readonly names: readonly string[];
}

function readSet(text: string, { low, high, names }: Bounds): boolean[] {
  const set: boolean[] = [];
  const number = (word: string) => names.includes(word) ? names.indexOf(word) + low : Number(word);
  for (const part of text.split(",")) {
    const [range = "", step = "1"] = part.split("/");
    const [first = "", last = first] = range.split("-");
    const from = range === "*" ? low : number(first);
    // sun at the end of a range is the seventh day
    const end = last === "sun" && first !== "sun" ? 7 : number(last);
    const to = range === "*" ? (high === 7 ? 6 : high) : end;
    for (let value = from; value <= to; value += Number(step)) set[value] = true;
  }
  return set;
}
