import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { columnHeights, plotLines } from "../../cli/plot.ts";
import type { Course } from "../../cli/stats_course.ts";

const step = ([from, to]: readonly [number, number], most: number) => ({
  ...{ from, to, most, mean: most },
});
const course = (...steps: Course["steps"]): Course => ({
  title: "",
  steps,
  top: 8,
  label: String,
});

Deno.test("plotLines() draws an area of plain characters, with labels and the time", () => {
  const steps = [step([0, 10], 8), step([10, 20], 4), step([20, 40], 0)];
  deepEqual(plotLines(course(...steps), { width: 11, height: 4, isAscii: true, end: "40s" }), [
    "8 |##",
    "  |##",
    "4 |####",
    "  |####",
    "0 +--------",
    "   0s   40s",
  ]);
});

Deno.test("plotLines() draws an area of braille dots, two across and four down", () => {
  const steps = [step([0, 1], 8), step([1, 2], 1), step([2, 3], 0), step([3, 4], 3)];
  deepEqual(
    plotLines(course(...steps), { width: 5, height: 1, isAscii: false, end: "4s" }).slice(0, 2),
    [
      "8 ┤⣇⢠",
      "0 └──",
    ],
  );
});

Deno.test("plotLines() is never wider than it may be, and shows what is more than nothing", () => {
  const Steps = fc.array(fc.record({ ms: fc.nat(1000), most: fc.nat(8) }), { maxLength: 40 });
  fc.assert(
    fc.property(Steps, fc.integer({ min: 20, max: 120 }), fc.boolean(), (parts, width, isAscii) => {
      let at = 0;
      const steps = parts.map(({ ms, most }) => step([at, at += ms], most));
      const lines = plotLines(course(...steps), { width, height: 8, isAscii, end: "1h 2m" });
      equal(lines.length, 10);
      for (const line of lines) ok([...line].length <= width, line);
      const isDrawn = lines.slice(0, 8).some((line) => /[#\u2801-\u28ff]/.test(line));
      equal(isDrawn, steps.some(({ most }) => most > 0));
    }),
  );
});

Deno.test("columnHeights() takes the largest of what falls into one column", () => {
  deepEqual(columnHeights([step([0, 1], 1), step([1, 2], 5), step([2, 4], 2)], 2), [5, 2]);
  deepEqual(columnHeights([step([0, 1], 3)], 4), [3, 3, 3, 3]);
  deepEqual(columnHeights([], 2), [0, 0]);
});
