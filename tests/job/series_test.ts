import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import {
  addMeasure,
  averagesOf,
  EMPTY_SERIES,
  type Measure,
  type Sample,
  type Series,
  thinTo,
} from "../../job/series.ts";
import { LIMITS } from "../../limits.ts";

const measure: Measure = {
  at: 1000,
  ms: 100,
  cpuPercent: 50,
  cpuMs: 50,
  rssBytes: 4096,
  virtualBytes: 8192,
  processes: 1,
  threads: 2,
  state: "S",
};

const Measures = fc.array(
  fc.record({
    at: fc.nat(),
    ms: fc.integer({ min: 1, max: 40_000 }),
    cpuPercent: fc.integer({ min: 0, max: 80_000 }).map((each) => each / 100),
    cpuMs: fc.nat(),
    rssBytes: fc.nat({ max: 2 ** 31 - 1 }).map((each) => each * 1024),
    virtualBytes: fc.nat(),
    processes: fc.nat({ max: 99 }),
    threads: fc.nat({ max: 999 }),
    state: fc.constantFrom("R", "S", "T"),
  }),
  { minLength: 1, maxLength: 200 },
);
const Most = fc.integer({ min: 1, max: 8 }).map((each) => 2 * each);

Deno.test("addMeasure() never holds more samples than it may, and forgets no measure", () => {
  fc.assert(fc.property(Measures, Most, (measures, most) => {
    let series = EMPTY_SERIES;
    for (const [index, each] of measures.entries()) {
      series = addMeasure(series, each, { most });
      ok(series.samples.length <= most);
      equal(sum(series.samples, (sample) => sample.measures), index + 1);
      equal(series.samples.at(-1)?.at, each.at);
      equal(series.samples.at(-1)?.cpuMs, each.cpuMs);
    }
    equal(sum(series.samples, ({ ms }) => ms), sum(measures, ({ ms }) => ms));
    ok(measures.length <= most || series.samples.length > most / 2);
  }));
});

Deno.test("addMeasure() keeps peaks and averages exactly, however often it thinned", () => {
  fc.assert(fc.property(Measures, Most, (measures, most) => {
    const series = seriesOf(measures, most);
    const largest = (of: (each: Measure) => number) => Math.max(...measures.map(of));
    deepEqual(series.peaks, {
      cpuPercent: largest(({ cpuPercent }) => cpuPercent),
      rssBytes: largest(({ rssBytes }) => rssBytes),
      virtualBytes: largest(({ virtualBytes }) => virtualBytes),
      processes: largest(({ processes }) => processes),
      threads: largest(({ threads }) => threads),
    });
    const ms = sum(measures, (each) => each.ms);
    deepEqual(averagesOf(series), {
      cpuPercent: rounded(sum(measures, (each) => each.cpuPercent * each.ms) / ms),
      rssBytes: Math.round(sum(measures, (each) => each.rssBytes * each.ms) / ms),
      processes: rounded(sum(measures, (each) => each.processes * each.ms) / ms),
    });
  }));
});

Deno.test("addMeasure() keeps the peaks in the samples too, and their averages but for rounding", () => {
  fc.assert(fc.property(Measures, Most, (measures, most) => {
    const { samples, peaks, sums } = seriesOf(measures, most);
    const largest = (of: (each: Sample) => number) => Math.max(...samples.map(of));
    equal(largest((each) => each.rssBytesPeak), peaks.rssBytes);
    equal(largest((each) => each.cpuPercentPeak), peaks.cpuPercent);
    equal(largest((each) => each.virtualBytes), peaks.virtualBytes);
    equal(largest((each) => each.threads), peaks.threads);
    const rss = sum(samples, (each) => each.rssBytes * each.ms) / sums.ms;
    ok(Math.abs(rss - sums.rssBytes / sums.ms) <= 8, `${rss}`);
    const cpu = sum(samples, (each) => each.cpuPercent * each.ms) / sums.ms;
    ok(Math.abs(cpu - sums.cpuPercent / sums.ms) <= 0.1, `${cpu}`);
  }));
});

Deno.test("addMeasure() joins neighbours two by two when it is full, and then fills each sample", () => {
  const series = seriesOf(Array(5).fill(measure), 4);
  deepEqual(series.samples.map(({ measures }) => measures), [2, 2, 1]);
  equal(series.measuresPerSample, 2);
  deepEqual(seriesOf(Array(9).fill(measure), 4).samples.map(({ measures }) => measures), [4, 4, 1]);
  const first = seriesOf(Array(LIMITS.samples).fill(measure), LIMITS.samples);
  equal(first.samples.length, LIMITS.samples);
  equal(
    addMeasure(first, measure, { most: LIMITS.samples }).samples.length,
    LIMITS.samples / 2 + 1,
  );
});

Deno.test("averagesOf() weighs each measure with its time, and knows an empty series", () => {
  const short = { ...measure, ms: 100, cpuPercent: 100, rssBytes: 1000, processes: 4 };
  const long = { ...measure, ms: 300, cpuPercent: 0, rssBytes: 2000, processes: 2 };
  deepEqual(averagesOf(seriesOf([short, long], 4)), {
    cpuPercent: 25,
    rssBytes: 1750,
    processes: 2.5,
  });
  deepEqual(averagesOf(EMPTY_SERIES), { cpuPercent: 0, rssBytes: 0, processes: 0 });
});

Deno.test("thinTo() gives at most so many samples, which stand for the same time and measures", () => {
  fc.assert(fc.property(Measures, fc.nat({ max: 9 }), (measures, most) => {
    const { samples } = seriesOf(measures, 256);
    const thin = thinTo(samples, most);
    ok(thin.length <= most);
    if (most === 0) return;
    equal(sum(thin, ({ ms }) => ms), sum(samples, ({ ms }) => ms));
    equal(sum(thin, (each) => each.measures), measures.length);
    equal(thin.at(-1)?.at, samples.at(-1)?.at);
  }));
});

function seriesOf(measures: readonly Measure[], most: number): Series {
  return measures.reduce((series, each) => addMeasure(series, each, { most }), EMPTY_SERIES);
}

function sum<T>(all: readonly T[], of: (each: T) => number): number {
  return all.reduce((total, each) => total + of(each), 0);
}

function rounded(number: number): number {
  return Math.round(number * 100) / 100;
}
