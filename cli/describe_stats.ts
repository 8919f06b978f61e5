/** Statistics as `name: value` lines, for `show --stats`. */

import { LIMITS } from "../limits.ts";
import type { JobView } from "../wire/replies.ts";
import type { JobStats } from "../wire/stats_views.ts";
import type { Line } from "./describe_plan.ts";
import { selectIds } from "./select.ts";
import type { Session } from "./session.ts";

/** The lines of each of `jobs`, in their order; so many at once as chored tells. */
export async function readStats(session: Session, jobs: readonly JobView[]): Promise<Line[][]> {
  const lines: Line[][] = [];
  for (let first = 0; first < jobs.length; first += LIMITS.statsJobs) {
    const some = jobs.slice(first, first + LIMITS.statsJobs);
    const reply = await session.call("stats", { of: "jobs", jobs: selectIds(some) });
    lines.push(...(reply.of === "jobs" ? reply.jobs : []).map(describeStats));
  }
  return lines;
}

export function describeStats({ stats, endedAt, startedAt }: JobStats): Line[] {
  if (stats === null) {
    return [["stats", startedAt === null ? "none: it has not begun" : "none: nobody knows"]];
  }
  const { usage, peaks, averages, samples } = stats;
  const lines: (readonly [string, string | number])[] = [
    ["stats_time", new Date(usage.at).toISOString()],
    ["cpu_time", `${(usage.cpuMs / 1000).toFixed(2)}s`],
    ...endedAt !== null ? [] : [
      ["processes", usage.processes],
      ["threads", usage.threads],
      ["rss_bytes", usage.rssBytes],
      ["virtual_bytes", usage.virtualBytes],
    ] as const,
    ["samples", samples.length],
    ...samples.length === 0 ? [] : [
      ["cpu_peak", `${peaks.cpuPercent.toFixed(1)}%`],
      ["cpu_average", `${averages.cpuPercent.toFixed(1)}%`],
      ["rss_peak_bytes", peaks.rssBytes],
      ["rss_average_bytes", averages.rssBytes],
      ["virtual_peak_bytes", peaks.virtualBytes],
      ["processes_peak", peaks.processes],
      ["threads_peak", peaks.threads],
    ] as const,
  ];
  return lines.map(([name, value]) => [name, String(value)]);
}
