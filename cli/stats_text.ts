/** The statistics of a job for a terminal: numbers, and two plots. */

import { formatDuration } from "../job/duration.ts";
import type { JobStats, RunStats, Sample } from "../wire/stats_views.ts";
import { bytesText, percentText, secondsText } from "./amount_text.ts";
import { durationBetween } from "./job_text.ts";
import { plotLines } from "./plot.ts";
import { type Column, tableText } from "./print_table.ts";
import { coursesOf } from "./stats_course.ts";

export interface StatsLook {
  readonly width: number;
  readonly isAscii: boolean;
  /** milliseconds since 1970 */
  readonly now: number;
}

/** Rows of a plot. */
const plotRows = 8;
/** Columns below which a plot says nothing. */
const plotLeast = 30;

export function statsText(job: JobStats, look: StatsLook): string {
  const { stats } = job;
  if (stats === null) return `${headLine(job, look)}\nnone: ${whyNone(job)}\n`;
  const lines = [
    headLine(job, look),
    "",
    ...numberLines(job, stats),
    ...stats.samples.length === 0 || look.width < plotLeast ? [] : plots(stats.samples, look),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function headLine({ name, state, run, startedAt, endedAt }: JobStats, { now }: StatsLook): string {
  const lasted = durationBetween(startedAt, endedAt ?? new Date(now).toISOString());
  return [
    `${name}: ${state}`,
    ...run === null ? [] : [`run ${run}`],
    ...lasted === "" ? [] : [lasted],
  ].join(", ");
}

function whyNone({ run, startedAt }: JobStats): string {
  return run === null || startedAt === null ? "it has not begun" : "its file cannot be read";
}

interface Row {
  readonly title: string;
  readonly now: string;
  readonly average?: string;
  readonly peak?: string;
}

const columns: readonly Column<Row>[] = [
  { title: "", text: ({ title }) => title },
  { title: "LAST", text: ({ now }) => now, align: "right" },
  { title: "AVERAGE", text: ({ average = "" }) => average, align: "right" },
  { title: "PEAK", text: ({ peak = "" }) => peak, align: "right" },
];

function numberLines({ endedAt, worker }: JobStats, { usage, averages, peaks, samples }: RunStats) {
  const last = (text: string) => endedAt === null ? text : "";
  const rows: Row[] = samples.length === 0 ? [] : [
    {
      title: "cpu",
      now: last(percentText(usage.cpuPercent)),
      average: percentText(averages.cpuPercent),
      peak: percentText(peaks.cpuPercent),
    },
    {
      title: "memory",
      now: last(bytesText(usage.rssBytes)),
      average: bytesText(averages.rssBytes),
      peak: bytesText(peaks.rssBytes),
    },
    {
      title: "virtual memory",
      now: last(bytesText(usage.virtualBytes)),
      peak: bytesText(peaks.virtualBytes),
    },
    {
      title: "processes",
      now: last(String(usage.processes)),
      average: averages.processes.toFixed(1),
      peak: String(peaks.processes),
    },
    { title: "threads", now: last(String(usage.threads)), peak: String(peaks.threads) },
  ];
  return [
    ...rows.length === 0 ? [] : tableText(columns, rows, { width: undefined, colors: false })
      .trimEnd().split("\n"),
    `cpu time: at least ${secondsText(usage.cpuMs)}`,
    `logged: ${bytesText(usage.stdoutBytes)} from stdout, ${
      bytesText(usage.stderrBytes)
    } from stderr`,
    ...worker === null
      ? []
      : [`worker: ${bytesText(worker.rssBytes)}, ${secondsText(worker.cpuMs)} of processor time`],
    ...rows.length === 0 ? ["no samples: it was too short for a look"] : [],
  ];
}

function plots(samples: readonly Sample[], { width, isAscii }: StatsLook): string[] {
  const { cpu, memory, ms } = coursesOf(samples);
  const common = { width, isAscii, height: plotRows, end: formatDuration(ms) };
  return [cpu, memory].flatMap((course) => ["", course.title, ...plotLines(course, common)]);
}
