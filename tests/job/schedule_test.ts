import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import { match, throws } from "node:assert/strict";
import fc from "fast-check";
import {
  checkExpression,
  checkZone,
  nextTime,
  nextTimes,
  settleExpression,
} from "../../job/schedule.ts";
import { listTimes, readZone, type Span, type Zone } from "./cron_reference.ts";

const hourMs = 3600 * 1000;
const dayMs = 24 * hourMs;
const decade: Span = { from: Date.UTC(2024, 0), to: Date.UTC(2034, 0) };
const zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]
  .map((name) => readZone(name, decade));
const berlin = readZone("Europe/Berlin", decade);

/** The first 300 times as a chain gives them, then the first after each of many instants. */
function compareTimes(expression: string, zone: Zone, span: Span) {
  const times = listTimes(expression, zone, span);
  const where = `"${expression}" in ${zone.name}`;
  const first = times.slice(0, 300);
  const options = { zone: zone.name, count: first.length };
  deepEqual(nextTimes(expression, span.from - 1, options), first, where);
  for (const after of chooseInstants(zone, span)) {
    const expected = times[findLater(times, after)];
    const next = nextTime(expression, after, { zone: zone.name });
    const told = `${where} after ${new Date(after).toISOString()}`;
    if (expected !== undefined) equal(iso(next), iso(expected), told);
    else ok(next === undefined || next >= span.to, `${told}: ${iso(next)}`);
  }
}

/** All around the changes of summer time, on the minute, before it and after it; and a few anywhere. */
function chooseInstants(zone: Zone, span: Span): number[] {
  const near = zone.changes.filter(({ at }) => at > span.from && at < span.to)
    .flatMap(({ at }) => {
      const minutes = [
        -25 * 60,
        -181,
        -121,
        -91,
        -61,
        -46,
        -31,
        -30,
        -16,
        -1,
        0,
        1,
        14,
        30,
        59,
        60,
      ];
      return [...minutes, 90, 121].map((minute) => at + minute * 60_000 + (minute % 3 - 1));
    });
  const size = span.to - span.from;
  const anywhere = Array.from(
    { length: 40 },
    (_, index) => span.from + Math.floor(size * index / 40),
  );
  return [...near, ...anywhere].filter((at) => at >= span.from);
}

function findLater(times: readonly number[], after: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) > after) high = middle;
    else low = middle + 1;
  }
  return low;
}

function iso(ms: number | undefined): string {
  return ms === undefined ? "never" : new Date(ms).toISOString();
}

Deno.test("nextTime() agrees with a minute by minute reference, sampled over ten years and four zones", () => {
  const expressions = [
    "30 2 * * *",
    "15,45 1-3 * * *",
    "*/15 2 * * *",
    "*/20 * * * *",
    "10 */2 * * 1-5",
    "0 0 1,15 * fri",
    "5 4 1-31/2 feb-apr,oct sat-sun",
    "59 1 L * *",
    "30 2 * * sun#L",
    "30 2 * 3,4,10,11 sun#1,sun#2",
    "0 12 31 * 7",
    "0 0 * * 0-7",
    "0 2 1-31 * mon",
  ];
  for (const [index, expression] of expressions.entries()) {
    for (const [shift, zone] of zones.entries()) {
      // with each expression other years, so that all of them come for every zone
      const year = 2024 + (3 * index + 2 * shift) % 10;
      const span = { from: Date.UTC(year, 0), to: Date.UTC(year + 1, 0) };
      compareTimes(expression, readZone(zone.name, span), span);
    }
  }
  for (const expression of ["0 3 29 2 *", "30 2 31 * *"]) {
    compareTimes(expression, berlin, decade);
  }
});

Deno.test("nextTime() agrees with the reference for any fields, around any change", () => {
  const value = (low: number, high: number) => fc.integer({ min: low, max: high });
  const field = (low: number, high: number) =>
    fc.oneof(
      { weight: 3, arbitrary: fc.constant("*") },
      fc.uniqueArray(value(low, high), { minLength: 1, maxLength: 4 }).map((list) => list.join()),
      fc.tuple(value(low, high), value(low, high), value(1, 5)).map(([one, other, step]) =>
        `${Math.min(one, other)}-${Math.max(one, other)}/${step}`
      ),
    );
  const star = (low: number, high: number) =>
    fc.oneof(field(low, high), value(1, high - low + 1).map((step) => `*/${step}`));
  const fields = fc.tuple(star(0, 59), star(0, 23), field(1, 31), star(1, 12), field(0, 7));
  const place = fc.record({ zone: fc.constantFrom(...zones.slice(1)), change: value(1, 20) });
  fc.assert(
    fc.property(fields, place, (parts, { zone, change }) => {
      const at = zone.changes[change]?.at ?? decade.from;
      const span = { from: at - 3 * dayMs, to: at + 4 * dayMs };
      compareTimes(parts.join(" "), readZone(zone.name, span), span);
    }),
    { numRuns: 120 },
  );
});

Deno.test("nextTime() follows the rules of cron(8) when the clocks change", () => {
  const table: [string, string, string, string[]][] = [
    // the skipped hour: once, at the change; the repeated one: the first time
    ["30 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", ["03-29T01:00", "03-30T00:30"]],
    ["0,20,40 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", ["03-29T01:00", "03-30T00:00"]],
    ["30 2 * * *", "Europe/Berlin", "2026-10-24T12:00Z", ["10-25T00:30", "10-26T01:30"]],
    ["30 2 * * *", "Europe/Berlin", "2026-10-25T01:10Z", ["10-26T01:30"]],
    ["30 1 * * *", "America/New_York", "2026-11-01T00:00Z", ["11-01T05:30", "11-02T06:30"]],
    ["15 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00Z", ["10-03T15:30", "10-04T15:15"]],
    ["45 1 * * *", "Australia/Lord_Howe", "2026-04-04T12:00Z", ["04-04T14:45", "04-05T15:15"]],
    // jobs of every hour follow elapsed time
    ["30 * * * *", "Europe/Berlin", "2026-03-29T00:00Z", ["03-29T00:30", "03-29T01:30"]],
    ["30 * * * *", "Europe/Berlin", "2026-10-25T00:00Z", ["10-25T00:30", "10-25T01:30"]],
    // those of every minute of some hours do so too, and are not lost
    ["*/30 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", ["03-29T01:00", "03-30T00:00"]],
    ["*/30 2 * * *", "Europe/Berlin", "2026-10-25T00:10Z", ["10-25T00:30", "10-25T01:00"]],
    // seconds
    ["*/20 30 2 * * *", "Europe/Berlin", "2026-03-29T00:59:59Z", ["03-29T01:00", "03-30T00:30"]],
    ["30 59 2 * * *", "Europe/Berlin", "2026-10-24T12:00Z", ["10-25T00:59:30", "10-26T01:59:30"]],
    // a whole day was passed over when Samoa changed sides
    ["0 12 * * *", "Pacific/Apia", "2011-12-29T23:00Z", ["12-30T10:00", "12-30T22:00"]],
  ];
  for (const [expression, zone, after, expected] of table) {
    const times = nextTimes(expression, Date.parse(after), { zone, count: expected.length })
      .map((time) => iso(time).slice(5, 19).replace(/:00$/, ""));
    deepEqual(times, expected, `"${expression}" in ${zone} after ${after}`);
  }
});

Deno.test("nextTime() is strictly later, to the second, with six fields too", () => {
  const at = Date.UTC(2026, 10, 24, 12, 0, 0);
  equal(nextTime("0 12 * * *", at - 1, { zone: "UTC" }), at);
  equal(nextTime("0 12 * * *", at, { zone: "UTC" }), at + dayMs);
  equal(nextTime("*/7 * * * * *", at + 500, { zone: "UTC" }), at + 7000);
  equal(nextTime("* * * * * *", at - 1000, { zone: "UTC" }), at);
});

Deno.test("nextTime() has no answer for dates that never come, @reboot and the end of time", () => {
  const impossible = ["0 0 30 2 *", "0 0 31 2,4,6,9,11 *", "0 0 30,31 feb *", "@reboot"];
  for (const text of impossible) equal(nextTime(text, 0, { zone: "UTC" }), undefined, text);
  for (const after of [Infinity, NaN, 8.64e15, Date.UTC(9999, 11, 31)]) {
    equal(nextTime("0 0 29 2 *", after, { zone: "UTC" }), undefined);
  }
  // it comes, but rarely
  equal(
    iso(nextTime("0 0 29 2 *", Date.UTC(2096, 2), { zone: "UTC" })),
    "2104-02-29T00:00:00.000Z",
  );
  const fifth = nextTime("0 0 * feb mon#5", Date.UTC(2026, 0), { zone: "UTC" });
  equal(iso(fifth), "2044-02-29T00:00:00.000Z");
});

Deno.test("nextTime() without a zone takes the machine's", async () => {
  const code = `import { nextTimes } from ${
    JSON.stringify(import.meta.resolve("../../job/schedule.ts"))
  };
    console.log(JSON.stringify(nextTimes("15 2 * * *", ${Date.UTC(2026, 9, 1)}, { count: 9 })));`;
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", "--no-lock", "--config", config, code],
    env: { TZ: "Australia/Lord_Howe" },
  }).output();
  const zone = "Australia/Lord_Howe";
  const expected = nextTimes("15 2 * * *", Date.UTC(2026, 9, 1), { zone, count: 9 });
  equal(
    new TextDecoder().decode(stdout).trim(),
    JSON.stringify(expected),
    new TextDecoder().decode(stderr),
  );
});

Deno.test("nextTime() and nextTimes() refuse what was not checked", () => {
  throws(() => nextTime("61 * * * *", 0), /Cannot use cron expression "61 \* \* \* \*": minute/);
  throws(() => nextTime("* * * * *", 0, { zone: "Mars/Base" }), /"Mars\/Base" is no time zone/);
  deepEqual(nextTimes("* * * * *", 0, { zone: "UTC", count: 0 }), []);
});

Deno.test("checkZone() takes IANA names", () => {
  for (const zone of ["UTC", "Europe/Berlin", "Australia/Lord_Howe"]) {
    equal(checkZone(zone), undefined);
  }
  for (const zone of ["", "Mars/Base", "../etc", "Europe"]) {
    match(checkZone(zone) ?? "", /expected/);
  }
});

Deno.test("checkExpression() says what is wrong and what was expected", () => {
  const table: [string, RegExp][] = [
    ["", /it has 0 fields: expected 5/],
    ["*", /it has 1 field: expected 5/],
    ["* * * *", /it has 4 fields: expected 5 .* or 6 with the second first/],
    ["* * * * * * *", /it has 7 fields/],
    ["60 * * * *", /minute "60": expected 0 to 59/],
    ["60 * * * * *", /second "60": expected 0 to 59/],
    ["* 24 * * *", /hour "24": expected 0 to 23/],
    ["* * 0 * *", /day of month "0": expected 1 to 31/],
    ["* * 32 * *", /day of month "32": expected 1 to 31/],
    ["* * * 13 *", /month "13": expected 1 to 12, jan to dec/],
    ["* * * january *", /month "january": expected/],
    ["* * * * 8", /day of week "8": expected 0 to 7, sun to sat/],
    ["* * * * monday", /day of week "monday": expected/],
    ["-1 * * * *", /minute "-1": expected/],
    ["1.5 * * * *", /minute "1.5": expected/],
    ["1,,2 * * * *", /minute "1,,2": expected/],
    ["5-1 * * * *", /expected the lower end of the range first/],
    ["* * * * 5-0", /expected the lower end of the range first/],
    ["9~3 * * * *", /expected the lower end of the range first/],
    ["*/0 * * * *", /expected a step of 1 to 60/],
    ["*/61 * * * *", /expected a step of 1 to 60/],
    ["~/61 * * * *", /expected a step of 1 to 60/],
    ["5/10 * * * *", /expected a range before the step, as in 5-59\/10/],
    ["*,5 * * * *", /expected \* alone, or a list without it/],
    ["*5 * * * *", /minute "\*5": expected/],
    ["* * ? * *", /day of month "\?": expected/],
    ["* * 15W * *", /day of month "15W": expected/],
    ["* * L-2 * *", /day of month "L-2": expected/],
    ["* * * * 5L", /day of week "5L": expected .* fri#L/],
    ["* * * * 5#6", /day of week "5#6": expected/],
    ["L * * * *", /minute "L": expected/],
    ["* * */2 * 1", /"\*\/2" beside a day of week .* expected 1-31\/2/],
    ["* * 1 * */2", /"\*\/2" beside a day of month .* expected 0-6\/2/],
    ["0 0 30 2 *", /no year has such a date: expected a day/],
    ["0 0 31 4,6,9,11 *", /no year has such a date/],
    ["0 0 29~31 4 *", /no year has such a date/],
    ["constructor", /it has 1 field: expected 5/],
    ["* *\n* * *", /expected/],
    ["@often", /"@often" is unknown: expected one of @hourly, .*@reboot/],
    ["@daily 5", /expected one of/],
    ["0".repeat(300), /too long: expected at most 256/],
    ["~,".repeat(60) + "~ * * * *", /too long/],
  ];
  for (const [text, expected] of table) match(checkExpression(text) ?? "", expected, text);
});

Deno.test("checkExpression() takes what cron takes", () => {
  const good = [
    "* * * * *",
    " 0  3\t* * * ",
    "*/60 */24 */31 */12 *",
    "0 0 * jan-MAR,Dec SUN,tue-Thu",
  ];
  good.push(
    "@hourly",
    "@daily",
    "@midnight",
    "@weekly",
    "@monthly",
    "@yearly",
    "@annually",
    "@reboot",
  );
  good.push(
    "~ ~ ~ ~ ~",
    "0~30/5,40~50 * * * *",
    "~/15 3~ ~5 * *",
    "0 0 L * 5#2,fri#L",
    "0 0 1 * 7",
  );
  good.push("* * * * * *", "0 0 29 2 *", "0 0 30 2 1", "0 0 * * fri-sun");
  for (const text of good) equal(checkExpression(text), undefined, text);
});

Deno.test("checkExpression() takes any text, and nextTime() what it finds good", () => {
  const letters = fc.string({
    unit: fc.constantFrom(..."0123456789 */-~,#L@daily"),
    maxLength: 20,
  });
  const part = fc.constantFrom(
    "*",
    "*/2",
    "1-5",
    "~",
    "L",
    "5#2",
    "sun",
    "jan",
    "30",
    "29~31",
    "1~5/2",
  );
  const fields = fc.array(part, { minLength: 5, maxLength: 6 }).map((parts) => parts.join(" "));
  fc.assert(
    fc.property(fc.oneof(fc.string(), letters, fields), fc.string(), (text, seed) => {
      const settled = settleExpression(text, seed);
      if (checkExpression(text) !== undefined) return;
      equal(checkExpression(settled), undefined, settled);
      for (const good of [text, settled]) {
        ok(good === "@reboot" || nextTime(good, 0, { zone: "UTC" }));
      }
    }),
    { numRuns: 1000 },
  );
});

Deno.test("settleExpression() turns names into fields, and leaves @reboot and plain fields", () => {
  const table = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@reboot": "@reboot",
    " 5 4 * * sun ": "5 4 * * sun",
    "no cron ~": "no cron ~",
  };
  for (const [text, settled] of Object.entries(table)) equal(settleExpression(text, "a"), settled);
});

Deno.test("settleExpression() gives each seed its own value, always the same, within bounds", () => {
  const table: [string, number, RegExp, number][] = [
    ["~ 3 * * *", 0, /^([0-5]?\d) 3 \* \* \*$/, 60],
    ["0~30 * * * *", 0, /^([12]?\d|30) \* \* \* \*$/, 31],
    ["~/15 * * * *", 0, /^(\d|1[0-4])-59\/15 \* \* \* \*$/, 15],
    ["50~ * * * *", 0, /^(5\d) \* \* \* \*$/, 10],
    ["0 3 ~ * *", 2, /^0 3 ([1-9]|1\d|2[0-8]) \* \*$/, 28],
    ["0 3 * * ~", 4, /^0 3 \* \* ([0-6])$/, 7],
    ["0 3 29~ * *", 2, /^0 3 (29|30|31) \* \*$/, 3],
    ["~ 0 3 * * *", 0, /^([0-5]?\d) 0 3 \* \* \*$/, 60],
  ];
  for (const [text, index, pattern, choices] of table) {
    const counts = new Map<string, number>();
    for (let number = 0; number < 1500; number++) {
      const settled = settleExpression(text, `job${number}`);
      equal(settled, settleExpression(text, `job${number}`));
      match(settled, pattern, text);
      const value = settled.split(" ")[index] ?? "";
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    equal(counts.size, choices, `${text}: every value is used`);
    const expected = 1500 / choices;
    for (const [value, count] of counts) {
      ok(Math.abs(count - expected) < 6 * Math.sqrt(expected), `${text}: ${value} ${count} times`);
    }
  }
});

Deno.test("settleExpression() leaves a good expression that fits its bound", () => {
  const item = fc.constantFrom("~", "~/15", "10~20", "3~/7", "5", "8-9");
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 60 }), fc.string(), (items, seed) => {
      const text = `${items.join()} ~ * * ~`;
      fc.pre(checkExpression(text) === undefined);
      const settled = settleExpression(text, seed);
      ok(!settled.includes("~"));
      equal(checkExpression(settled), undefined, settled);
    }),
  );
});

Deno.test("nextTime() is fast enough to be asked at every start", () => {
  const spread = Array.from({ length: 500 }, (_, index) => decade.from + index * 7.3 * dayMs);
  for (const text of ["30 2 * * *", "*/5 * * * *", "0 0 29 2 *", "0 0 * feb mon#5", "0 0 30 2 *"]) {
    for (const zone of ["Europe/Berlin", undefined]) {
      const begin = performance.now();
      for (const after of spread) nextTime(text, after, { zone });
      const us = (performance.now() - begin) * 1000 / spread.length;
      console.error(`nextTime("${text}") in ${zone ?? "the machine's zone"}: ${us.toFixed(1)} us`);
    }
  }
});
