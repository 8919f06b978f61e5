/** The samples of jobs as comma-separated values, a line each, for other programs. */

import type { JobStats, Sample } from "../wire/stats_views.ts";

/** The columns in their order: names stay as they are, more may follow. */
const COLUMNS: Readonly<Record<string, (sample: Sample) => string | number>> = {
  time: ({ at }) => new Date(at).toISOString(),
  span_seconds: ({ ms }) => ms / 1000,
  cpu_percent: ({ cpuPercent }) => cpuPercent,
  cpu_percent_peak: ({ cpuPercentPeak }) => cpuPercentPeak,
  cpu_seconds: ({ cpuMs }) => cpuMs / 1000,
  rss_bytes: ({ rssBytes }) => rssBytes,
  rss_bytes_peak: ({ rssBytesPeak }) => rssBytesPeak,
  virtual_bytes: ({ virtualBytes }) => virtualBytes,
  processes: ({ processes }) => processes,
  threads: ({ threads }) => threads,
  state: ({ state }) => state,
};

/** Names of jobs are letters, digits and _, and a state is one letter: nothing needs quotes. */
export function statsCsv(jobs: readonly JobStats[]): string {
  const lines = jobs.flatMap(({ name, run, stats }) =>
    (stats?.samples ?? []).map((sample) =>
      [name, run, ...Object.values(COLUMNS).map((value) => value(sample))].join(",")
    )
  );
  return ["job,run," + Object.keys(COLUMNS).join(","), ...lines, ""].join("\n");
}
