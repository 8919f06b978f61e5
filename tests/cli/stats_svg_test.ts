import { match, strictEqual as equal } from "node:assert/strict";
import { statsSvg } from "../../cli/stats_svg.ts";
import type { JobStats, Sample } from "../../mod.ts";

const sample: Sample = {
  ...{ at: 1, ms: 1000, cpuPercent: 50, cpuPercentPeak: 80, cpuMs: 500, rssBytes: 3 * 2 ** 20 },
  ...{ rssBytesPeak: 4 * 2 ** 20, virtualBytes: 1, processes: 1, threads: 1, state: "R" },
  measures: 2,
};
const job: JobStats = {
  ...{ id: 1, name: "build", state: "succeeded", run: 7, startedAt: "2026-11-24T17:00:00.000Z" },
  ...{ endedAt: null, stats: null, worker: null },
};

Deno.test("statsSvg() has a title, axes with units, and nothing that is no number", () => {
  for (const samples of [[sample], Array(256).fill({ ...sample, ms: 4 * 86_400_000 })]) {
    const svg = statsSvg(job, samples);
    match(svg, /<title>job build, run 7, succeeded, from 2026-11-24T17:00:00.000Z<\/title>/);
    match(svg, />cpu, % of one processor</);
    match(svg, />80 %</);
    match(svg, />4 MiB</);
    match(svg, /time since the start/);
    equal(/NaN|Infinity|undefined/.test(svg), false, svg);
    equal((svg.match(/<text/g) ?? []).length < 45, true);
  }
});

Deno.test("statsSvg() of samples without any time is a picture too", () => {
  equal(/NaN|Infinity/.test(statsSvg(job, [{ ...sample, ms: 0 }])), false);
});
