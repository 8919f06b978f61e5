import { strictEqual as equal } from "node:assert/strict";
import * as v from "valibot";
import { EMPTY_SERIES } from "../../job/series.ts";
import { StatsRecordShape } from "../../job/stats.ts";

const usage = {
  ...{ at: 1795539600000, processes: 1, threads: 2, cpuPercent: 0.5, memoryPercent: 0.5 },
  ...{ cpuMs: 10, nice: 0, rssBytes: 4096, virtualBytes: 8192, priority: 20 },
  ...{ stdoutBytes: 10, stderrBytes: 0, droppedBytes: 0 },
  averages: { cpuPercent: 0.5, rssBytes: 4096, processes: 1 },
};

const isRecord = (sums: object) =>
  v.is(StatsRecordShape, {
    ...usage,
    series: { ...EMPTY_SERIES, sums: { ...EMPTY_SERIES.sums, ...sums } },
  });

Deno.test("StatsRecordShape takes sums over a whole life, but no time that nobody lives", () => {
  equal(isRecord({}), true);
  equal(isRecord({ ms: 3e10, rssBytes: 2e21, cpuPercent: 0.5 }), true);
  for (const ms of [1e300, -1, 0.5]) equal(isRecord({ ms }), false);
  for (const rssBytes of [Infinity, -1]) equal(isRecord({ rssBytes }), false);
});
