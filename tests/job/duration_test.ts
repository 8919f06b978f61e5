import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { exactDuration, formatDuration, parseDuration } from "../../job/duration.ts";
import { LIMITS } from "../../limits.ts";

Deno.test("parseDuration() reads seconds and units, and nothing else", () => {
  const table: [string, number | undefined][] = [
    ["0", 0],
    ["30", 30_000],
    ["1.5", 1500],
    ["90s", 90_000],
    ["2m", 120_000],
    ["1m 30s", 90_000],
    ["1h30m", 5_400_000],
    ["250ms", 250],
    ["", undefined],
    ["soon", undefined],
    ["-5", undefined],
    ["5 apples", undefined],
    ["1e400s", undefined],
    ["9".repeat(400), undefined],
    [`${"9".repeat(400)}h`, undefined],
    ["$5", undefined],
    [" 5s ", 5000],
    ["5 ", 5000],
    ["1 hour 5 Minutes", 3_900_000],
    ["2w", 1_209_600_000],
    ["1,5h", undefined],
    ["5 5", undefined],
    ["5,", undefined],
    ["1.2.3s", undefined],
    ["1h 30", undefined],
    ["30 h1", undefined],
    ["1e3s", undefined],
    [".5s", undefined],
    ["5 minutess", undefined],
    ["1y", undefined],
  ];
  for (const [text, ms] of table) equal(parseDuration(text), ms, `"${text}"`);
});

Deno.test("formatDuration() shows two units at most", () => {
  const table: [number, string][] = [
    [-5, "0.0s"],
    [0, "0.0s"],
    [449, "0.4s"],
    [9949, "9.9s"],
    [9950, "10s"],
    [59_400, "59s"],
    [60_000, "1m"],
    [184_000, "3m 4s"],
    [3_600_000, "1h"],
    [7_500_000, "2h 5m"],
    [86_400_000 * 3 + 7_200_000, "3d 2h"],
    [86_400_000 * 3 + 5000, "3d"],
  ];
  for (const [ms, text] of table) equal(formatDuration(ms), text, String(ms));
});

Deno.test("exactDuration() is short, and parseDuration() reads it back", () => {
  const shown = [0, 1, 1500, 90_000, 600_000, 7_200_000, 86_400_000].map(exactDuration);
  deepEqual(shown, ["0", "1ms", "1500ms", "90s", "10m", "2h", "1d"]);
  const times = fc.integer({ min: 0, max: LIMITS.timeMaxMs });
  fc.assert(fc.property(times, (ms) => equal(parseDuration(exactDuration(ms)), ms)));
});
