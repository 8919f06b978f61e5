import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { readDate } from "../../job/date.ts";

const now = Date.parse("2026-11-24T12:34:56.500Z");

function readIn(zone: string, text: string, { at = now } = {}): string {
  const read = readDate(text, { now: at, zone });
  if (read === undefined) return "another form";
  return "at" in read ? new Date(read.at).toISOString() : read.expected;
}

Deno.test("readDate() reads ISO 8601 with a zone, and without one in that of the writer", () => {
  const table: [string, string][] = [
    ["2026-11-24", "2026-11-23T23:00:00.000Z"],
    ["20261124", "2026-11-23T23:00:00.000Z"],
    ["2026-11-24T17:00", "2026-11-24T16:00:00.000Z"],
    ["2026-11-24 17:00", "2026-11-24T16:00:00.000Z"],
    ["2026-07-24T17:00:30", "2026-07-24T15:00:30.000Z"],
    ["2026-11-24t17:00z", "2026-11-24T17:00:00.000Z"],
    ["2026-11-24 17:00 UTC", "2026-11-24T17:00:00.000Z"],
    ["2026-11-24T17:00:30.25Z", "2026-11-24T17:00:30.250Z"],
    ["2026-11-24T17:00:30,123456789+00:00", "2026-11-24T17:00:30.123Z"],
    ["2026-11-24T17:00+05:30", "2026-11-24T11:30:00.000Z"],
    ["2026-11-24T17:00-0930", "2026-11-25T02:30:00.000Z"],
    ["2026-11-24T17:00+14", "2026-11-24T03:00:00.000Z"],
    ["20261124T170000Z", "2026-11-24T17:00:00.000Z"],
    ["20261124T1700", "2026-11-24T16:00:00.000Z"],
    ["2028-02-29", "2028-02-28T23:00:00.000Z"],
    ["1999-12-31T23:59:59Z", "1999-12-31T23:59:59.000Z"],
  ];
  for (const [text, expected] of table) equal(readIn("Europe/Berlin", text), expected, text);
});

Deno.test("readDate() takes a time of day for today, or for tomorrow when it has passed", () => {
  // in Berlin it is 13:34:56.5
  const table: [string, string][] = [
    ["17:00", "2026-11-24T16:00:00.000Z"],
    ["13:34:57", "2026-11-24T12:34:57.000Z"],
    ["13:34:56", "2026-11-25T12:34:56.000Z"],
    ["13:34", "2026-11-25T12:34:00.000Z"],
    ["0:00", "2026-11-24T23:00:00.000Z"],
    ["9:05", "2026-11-25T08:05:00.000Z"],
    ["5pm", "2026-11-24T16:00:00.000Z"],
    ["5:30 PM", "2026-11-24T16:30:00.000Z"],
    ["12am", "2026-11-24T23:00:00.000Z"],
    ["12pm", "2026-11-25T11:00:00.000Z"],
    ["noon", "2026-11-25T11:00:00.000Z"],
    ["midnight", "2026-11-24T23:00:00.000Z"],
  ];
  for (const [text, expected] of table) equal(readIn("Europe/Berlin", text), expected, text);
  const exactly = Date.parse("2026-11-24T17:00Z");
  equal(
    readIn("UTC", "17:00", { at: exactly }),
    "2026-11-24T17:00:00.000Z",
    "it has not passed yet",
  );
  // tomorrow is 23 or 25 hours away
  equal(
    readIn("Europe/Berlin", "12:00", { at: Date.parse("2026-03-28T11:30Z") }),
    "2026-03-29T10:00:00.000Z",
  );
  equal(
    readIn("Europe/Berlin", "12:00", { at: Date.parse("2026-10-24T10:30Z") }),
    "2026-10-25T11:00:00.000Z",
  );
});

Deno.test("readDate() refuses what no calendar or clock has, and says what it expected", () => {
  const table: [string, RegExp][] = [
    ["2026-02-29", /there is no such day/],
    ["2026-02-30T10:00", /there is no such day/],
    ["2026-13-01", /there is no such day/],
    ["2026-00-10", /there is no such day/],
    ["2026-11-00", /there is no such day/],
    ["20261131", /there is no such day/],
    ["2026-11-24T24:00", /there is no such day or time: expected one such as 2026-11-24T17:00/],
    ["2026-11-24T17:60", /there is no such day or time/],
    ["2026-11-24T17:00:60", /there is no such day or time/],
    ["2026-11-24T17:00+15:00", /there is no such offset: expected Z, or -12:00 to \+14:00/],
    ["2026-11-24T17:00-13", /there is no such offset/],
    ["2026-11-24T17:00+01:60", /there is no such offset/],
    ["24:00", /there is no such time: expected 00:00 to 23:59/],
    ["12:60", /there is no such time/],
    ["12:00:60", /there is no such time/],
    ["0am", /there is no such time/],
    ["13pm", /there is no such time: expected .* 12am to 11pm/],
  ];
  for (const [text, expected] of table) match(readIn("Europe/Berlin", text), expected, text);
});

Deno.test("readDate() leaves other forms to others", () => {
  const forms = [
    "",
    "now",
    "9",
    "9:5",
    "1200",
    "2026",
    "2026-11",
    "2026-1-5",
    "26-11-24",
    "tomorrow",
  ];
  forms.push("2026-1124", "202611-24", "2026-11-24T17", "2026-11-24T17:0030", "2026-11-24T1700:30");
  forms.push(
    "2026-11-24Z",
    "2026-11-24T17:00+1",
    "2026-11-24T17:00 CET",
    "2026-11-24T17:00:30.",
    "12:00Z",
  );
  forms.push(
    "-2026-11-24",
    "2026-11-24  17:00",
    " 12:00",
    "12:00 ",
    "noonish",
    "9 xm",
    "2026/11/24",
  );
  for (const text of forms) equal(readIn("UTC", text), "another form", text);
});

Deno.test("readDate() refuses times that clocks show twice or never, and says which there are", () => {
  const twice = readIn("Europe/Berlin", "2026-10-25T02:30");
  match(twice, /twice: expected 2026-10-25T02:30:00\+02:00 or 2026-10-25T02:30:00\+01:00$/);
  const never = readIn("Europe/Berlin", "2026-03-29T02:30");
  match(never, /set forward over it: expected 2026-03-29T03:00:00 or later$/);
  match(readIn("Australia/Lord_Howe", "2026-04-05T01:45"), /\+11:00 or .*\+10:30$/);
  match(
    readIn("Australia/Lord_Howe", "2026-10-04T02:15"),
    /expected 2026-10-04T02:30:00 or later$/,
  );
  match(readIn("Europe/Berlin", "02:30", { at: Date.parse("2026-10-24T12:00Z") }), /twice/);
  equal(readIn("Europe/Berlin", "2026-10-25T02:30+01:00"), "2026-10-25T01:30:00.000Z");
});

Deno.test("readDate() and Temporal agree wherever a time comes once", () => {
  const year = { min: Date.UTC(1990, 0), max: Date.UTC(2037, 0) };
  const zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"];
  fc.assert(
    fc.property(fc.integer(year), fc.constantFrom(...zones), (at, zone) => {
      const text = new Date(at).toISOString().slice(0, 19);
      const read = readDate(text, { now, zone });
      const plain = Temporal.PlainDateTime.from(text);
      const [earlier, later] = (["earlier", "later"] as const)
        .map((disambiguation) => plain.toZonedDateTime(zone, { disambiguation }).epochMilliseconds);
      if (earlier === later) deepEqual(read, { at: earlier });
      else ok(read !== undefined && "expected" in read);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("readDate() takes any text", () => {
  const noise = fc.string({ unit: fc.constantFrom(..."0123456789-:+TZ. apmUTC") });
  fc.assert(fc.property(noise, (text) => {
    const read = readDate(text, { now, zone: "UTC" });
    if (read !== undefined && "at" in read) ok(Number.isSafeInteger(read.at));
  }));
});
