import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { parseDate } from "../../cli/date.ts";

// a Tuesday; in Berlin it is 13:34:56
const now = Date.parse("2026-11-24T12:34:56Z");
const zone = "Europe/Berlin";

async function parseText(text: string, at = now): Promise<string> {
  const read = await parseDate(text, { now: at, zone });
  return "at" in read ? new Date(read.at).toISOString() : read.expected;
}

Deno.test("parseDate() reads elapsed times from now", async () => {
  const table: [string, number][] = [
    ["now", 0],
    ["now + 5 minutes", 300],
    ["now+5min", 300],
    ["NOW + 2 Hours", 7200],
    ["in 90s", 90],
    ["in 90", 90],
    ["+90s", 90],
    ["+ 90", 90],
    ["in 1.5h", 5400],
    ["in 1h 30m", 5400],
    ["in 1h30m", 5400],
    ["in 1 hour 30 minutes", 5400],
    ["in 2 days", 172_800],
    ["+1w", 604_800],
    ["in 250 ms", 0.25],
    ["in 0s", 0],
  ];
  for (const unit of ["s", "sec", "secs", "second", "seconds"]) table.push([`+3${unit}`, 3]);
  for (const unit of ["m", "min", "mins", "minute", "minutes"]) table.push([`+3 ${unit}`, 180]);
  for (const unit of ["h", "hr", "hrs", "hour", "hours"]) table.push([`in 3${unit}`, 10_800]);
  for (const unit of ["d", "day", "days"]) table.push([`now + 3 ${unit}`, 259_200]);
  for (const unit of ["w", "week", "weeks"]) table.push([`now +3${unit}`, 1_814_400]);
  for (const [text, seconds] of table) {
    deepEqual(await parseDate(text, { now, zone }), { at: now + seconds * 1000 }, text);
  }
});

Deno.test("parseDate() reads what readDate() reads, whatever the spaces and the case", async () => {
  equal(await parseText("  2026-11-24T17:00z "), "2026-11-24T17:00:00.000Z");
  equal(await parseText("17:00"), "2026-11-24T16:00:00.000Z");
  equal(await parseText(" NOON"), "2026-11-25T11:00:00.000Z");
  match(await parseText("2026-02-30"), /there is no such day/);
});

Deno.test("parseDate() reads words", async () => {
  const table: [string, string][] = [
    ["tomorrow 9am", "2026-11-25T08:00:00.000Z"],
    ["Tomorrow  at 9:30 PM", "2026-11-25T20:30:00.000Z"],
    ["9am tomorrow", "2026-11-25T08:00:00.000Z"],
    ["tomorrow noon", "2026-11-25T11:00:00.000Z"],
    ["tomorrow 23:59:59", "2026-11-25T22:59:59.000Z"],
    ["today 17:00", "2026-11-24T16:00:00.000Z"],
    ["today 9am", "2026-11-24T08:00:00.000Z"],
    ["the day after tomorrow 9am", "2026-11-26T08:00:00.000Z"],
    ["next monday 10:00", "2026-11-30T09:00:00.000Z"],
    ["monday 10:00", "2026-11-30T09:00:00.000Z"],
    ["on fri 10:00", "2026-11-27T09:00:00.000Z"],
    ["this friday 10:00", "2026-11-27T09:00:00.000Z"],
    ["tuesday 14:00", "2026-11-24T13:00:00.000Z"],
    ["tuesday 10:00", "2026-12-01T09:00:00.000Z"],
    ["24 november 2027 10:00", "2027-11-24T09:00:00.000Z"],
    ["nov 30, 10:00", "2026-11-30T09:00:00.000Z"],
    ["monday 30 nov 2026 10:00", "2026-11-30T09:00:00.000Z"],
    ["2nd july 9am", "2027-07-02T07:00:00.000Z"],
  ];
  for (const [text, expected] of table) equal(await parseText(text), expected, text);
});

Deno.test("parseDate() takes tomorrow as the writer's clocks do", async () => {
  // it is already tomorrow in Berlin
  equal(await parseText("today 9am", Date.parse("2026-11-24T23:30Z")), "2026-11-25T08:00:00.000Z");
  equal(
    await parseText("tomorrow 9am", Date.parse("2026-03-28T12:00Z")),
    "2026-03-29T07:00:00.000Z",
  );
  match(await parseText("tomorrow 2:30am", Date.parse("2026-03-28T12:00Z")), /set forward over it/);
  match(await parseText("tomorrow 2:30am", Date.parse("2026-10-24T12:00Z")), /show it twice/);
});

Deno.test("parseDate() refuses what is half understood or could be two things", async () => {
  const forms = /expected 2026-11-24T17:00, 17:00, now \+ 5 minutes, in 90s or tomorrow 9am/;
  const elapsed = /expected a time such as 90s, 5 minutes, 1h 30m, 2 days or 3 weeks/;
  const timeOfDay = /it has no time of day: expected one too, as in tomorrow 9am/;
  const table: [string, RegExp][] = [
    ...["", " ", "build", "soon", "9", "9:5", "2026", "1h", "90s", "yesterday", "christmas 9am"],
    ...["11/12/2026 10:00", "11.12.2026", "2026-1-5 10:00", "24-11-26", "2026-11-24T17"],
    ...["last friday 10:00", "next week 10:00", "end of month 9am", "weekend 9am", "5 minutes ago"],
    ...["tomorrow 9am or so", "tomorrow 9am sharp", "tomorrow 9am utc", "tomorrow 9am EST"],
    ...["tomorrow 9am 10am", "tomorrow 10:00-11:00", "tomorrow 9am, 10:00", "midnight tomorrow"],
    ...["monday tuesday 10:00", "tomorrow monday 9am", "tomorrow tomorrow 9am", "next 10:00"],
    ...[
      "tomorrow 25:00",
      "tomorrow 9:75",
      "tomorrow 13pm",
      "tomorrow 21:00 pm",
      "31 february 10:00",
    ],
    ...[
      "november 9am",
      "may 10:00",
      "2027 10:00",
      "friday the 13th 10:00",
      "the 10:00",
      "tomorrow\n9am",
    ],
  ].map((text): [string, RegExp] => [text, forms]);
  for (const text of ["in", "+", "now +", "in -5s", "in 1h 30", "in an hour", "now + 1 month"]) {
    table.push([text, text === "in" ? forms : elapsed]);
  }
  table.push(["+5 apples", elapsed], ["in 1e9s", elapsed], ["in 5s5", elapsed]);
  table.push(["in 99999999999999999999 weeks", /before year 10000/]);
  for (const text of ["tomorrow", "next monday", "tomorrow at 9", "9 may", "may", "nov 24 9"]) {
    table.push([text, timeOfDay]);
  }
  table.push(["next friday 10:00", /this week or the next: expected this friday, or 2026-12-04$/]);
  table.push([
    "monday 24 november 2026 10:00",
    /"monday" does not agree with the rest: expected a date such as 2026-11-24$/,
  ]);
  table.push(["24 nov 26 10:00", /expected a year of four digits/]);
  for (const [text, expected] of table) {
    match(await parseText(text), expected, JSON.stringify(text));
  }
});

Deno.test("parseDate() takes words in any order, and is never off the days that they name", async () => {
  const days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
  const words = "today tomorrow next this on at of the day after noon nov december 5 24th 2027"
    .split(" ");
  const word = fc.constantFrom(...days, ...words, "9am", "10:00", "17:30", "pm");
  const texts = fc.array(word, { minLength: 1, maxLength: 5 });
  const instants = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2034, 0) });
  await fc.assert(
    fc.asyncProperty(texts, instants, async (parts, at) => {
      const read = await parseDate(parts.join(" "), { now: at, zone: "UTC" });
      if ("expected" in read) return match(read.expected, /expected/);
      const date = new Date(read.at);
      const named = parts.filter((part) => days.includes(part));
      for (const name of named) equal(days[date.getUTCDay()], name, parts.join(" "));
      const tomorrow = parts.includes("tomorrow") && !parts.includes("after");
      const ahead = Math.floor(read.at / 86_400_000) - Math.floor(at / 86_400_000);
      if (tomorrow) equal(ahead, 1, parts.join(" "));
      if (parts.includes("today")) equal(ahead, 0, parts.join(" "));
      if (parts.includes("2027")) equal(date.getUTCFullYear(), 2027, parts.join(" "));
      ok(parts.includes("today") || read.at >= at || parts.includes("2027"), parts.join(" "));
    }),
    { numRuns: 4000 },
  );
});

Deno.test("parseDate() takes any text", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), async (text) => {
      ok(await parseDate(text, { now, zone }));
    }),
  );
});

Deno.test("parseDate() loads chrono-node for words alone", async () => {
  const { imports } = JSON.parse(
    await Deno.readTextFile(new URL("../../deno.json", import.meta.url)),
  );
  const map = { imports: { "parse-duration": imports["parse-duration"] } };
  const code = `import { parseDate } from ${
    JSON.stringify(import.meta.resolve("../../cli/date.ts"))
  };
    for (const text of ["17:00", "in 5s", "build", "2026-11-24", "tomorrow", "tomorrow 9am"]) {
      await parseDate(text, { now: 0 }).then(() => console.log(text), (error) => console.log(error.message.slice(0, 26)));
    }`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      "--quiet",
      "--no-lock",
      "--no-config",
      `--import-map=data:,${JSON.stringify(map)}`,
      code,
    ],
  }).output();
  const [missing, ...others] = new TextDecoder().decode(stdout).trim().split("\n").reverse();
  deepEqual(others.reverse(), ["17:00", "in 5s", "build", "2026-11-24", "tomorrow"]);
  match(missing ?? "", /chrono-node/);
});
