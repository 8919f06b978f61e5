/** The samples of a run as two courses over time, for plots. */

import type { Sample } from "../wire/stats_views.ts";
import { bytesText, percentText, roundTop, roundTopBytes } from "./amount_text.ts";

/** A value, and the time that it stands for, from the start; milliseconds. */
export interface Step {
  readonly from: number;
  readonly to: number;
  /** what it was at most, and on average */
  readonly most: number;
  readonly mean: number;
}

export interface Course {
  readonly title: string;
  readonly steps: readonly Step[];
  /** the number at the upper end of its axis */
  readonly top: number;
  readonly label: (value: number) => string;
}

export interface Courses {
  readonly cpu: Course;
  readonly memory: Course;
  /** how long was looked, milliseconds */
  readonly ms: number;
}

/** A job that does nothing has a low line, and not one that fills the plot. */
const cpuLeast = 10;

export function coursesOf(samples: readonly Sample[]): Courses {
  const cpu: Step[] = [];
  const memory: Step[] = [];
  let from = 0;
  for (const sample of samples) {
    // the clock on the wall may have been set meanwhile
    const to = from + sample.ms;
    cpu.push({ from, to, most: sample.cpuPercentPeak, mean: sample.cpuPercent });
    memory.push({ from, to, most: sample.rssBytesPeak, mean: sample.rssBytes });
    from = to;
  }
  const mostOf = (steps: readonly Step[]) =>
    steps.reduce((all, { most }) => Math.max(all, most), 0);
  return {
    cpu: {
      title: "cpu, % of one processor",
      steps: cpu,
      top: roundTop(mostOf(cpu), { least: cpuLeast }),
      label: percentText,
    },
    memory: {
      title: "memory, resident",
      steps: memory,
      top: roundTopBytes(mostOf(memory)),
      label: bytesText,
    },
    ms: from,
  };
}
