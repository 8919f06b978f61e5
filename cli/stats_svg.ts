/** The statistics of a job as a picture: two plots, with axes, as SVG. */

import { formatDuration } from "../job/duration.ts";
import type { JobStats, Sample } from "../wire/stats_views.ts";
import { type Course, coursesOf, type Step } from "./stats_course.ts";

const width = 860;
const height = 520;
/** of the plots: their left and right edge, how high each is, and where they begin */
const left = 86;
const right = width - 24;
const plotHeight = 170;
const tops = [76, 306] as const;
const colors = { cpu: "#2563a8", memory: "#2e7d4f", grid: "#dde1e6", text: "#333a42" };
const legend = "time since the start; the line is the average, the light area above it the peak";
/** Parts of the values, and at most so many of the time. */
const partsUp = 4;
const partsAcross = 8;
/** Round times between two marks, seconds; beyond them it is whole days. */
const beats = [
  1,
  2,
  5,
  10,
  15,
  30,
  60,
  120,
  300,
  600,
  900,
  1800,
  3600,
  7200,
  10_800,
  21_600,
  43_200,
];
const daySeconds = 86_400;

export function statsSvg(job: JobStats, samples: readonly Sample[]): string {
  const { cpu, memory, ms } = coursesOf(samples);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="${colors.text}">`,
    `<title>${escape(titleOf(job))}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text x="${left}" y="30" font-size="17" font-weight="bold">${escape(titleOf(job))}</text>`,
    ...plot(cpu, { top: tops[0], color: colors.cpu, ms }),
    ...plot(memory, { top: tops[1], color: colors.memory, ms }),
    `<text x="${(left + right) / 2}" y="${height - 8}" text-anchor="middle">${legend}</text>`,
    "</svg>",
    "",
  ].join("\n");
}

function titleOf({ name, run, state, startedAt }: JobStats): string {
  return [`job ${name}`, `run ${run}`, state, ...startedAt === null ? [] : [`from ${startedAt}`]]
    .join(", ");
}

interface Place {
  readonly top: number;
  readonly color: string;
  readonly ms: number;
}

function plot(course: Course, place: Place): string[] {
  const { top, color, ms } = place;
  const bottom = top + plotHeight;
  const x = (at: number) => left + at / Math.max(1, ms) * (right - left);
  const y = (value: number) => bottom - value / course.top * plotHeight;
  const scale = { x, y, bottom };
  return [
    `<text x="${left}" y="${top - 12}" font-weight="bold">${escape(course.title)}</text>`,
    ...acrossLines(course, scale),
    ...downLines(ms, scale),
    `<path d="${
      areaOf(course.steps, { ...scale, of: "most" })
    }" fill="${color}" fill-opacity="0.18"/>`,
    `<path d="${
      areaOf(course.steps, { ...scale, of: "mean" })
    }" fill="${color}" fill-opacity="0.30"/>`,
    `<path d="${
      lineOf(course.steps, scale)
    }" fill="none" stroke="${color}" stroke-width="1.6" stroke-linejoin="round"/>`,
    `<path d="M${left} ${top}V${bottom}H${right}" fill="none" stroke="${colors.text}"/>`,
  ];
}

interface Scale {
  readonly x: (at: number) => number;
  readonly y: (value: number) => number;
  readonly bottom: number;
}

/** A line and a label for each part of the values. */
function acrossLines({ top, label }: Course, { y }: Scale): string[] {
  return Array.from({ length: partsUp + 1 }, (_, part) => {
    const value = top * part / partsUp;
    return `<path d="M${left} ${dot(y(value))}H${right}" stroke="${colors.grid}"/>` +
      `<text x="${left - 8}" y="${dot(y(value) + 4)}" text-anchor="end">${label(value)}</text>`;
  });
}

/** A mark and a label for each beat of the time. */
function downLines(ms: number, { x, bottom }: Scale): string[] {
  const seconds = ms / 1000;
  const beat = beats.find((each) => seconds / each <= partsAcross) ??
    Math.ceil(seconds / partsAcross / daySeconds) * daySeconds;
  return Array.from({ length: Math.floor(seconds / beat) + 1 }, (_, part) => {
    const at = beat * part * 1000;
    const text = at === 0 ? "0" : formatDuration(at);
    return `<path d="M${dot(x(at))} ${bottom}v5" stroke="${colors.text}"/>` +
      `<text x="${dot(x(at))}" y="${bottom + 20}" text-anchor="middle">${text}</text>`;
  });
}

function areaOf(steps: readonly Step[], { x, y, bottom, of }: Scale & { of: "most" | "mean" }) {
  const path = steps.map((step) => `V${dot(y(step[of]))}H${dot(x(step.to))}`).join("");
  return `M${left} ${bottom}${path}V${bottom}Z`;
}

function lineOf(steps: readonly Step[], { x, y }: Scale): string {
  const [first] = steps;
  if (first === undefined) return "";
  const rest = steps.map((step) => `V${dot(y(step.mean))}H${dot(x(step.to))}`).join("");
  return `M${dot(x(first.from))} ${dot(y(first.mean))}${rest}`;
}

function dot(number: number): string {
  return String(Math.round(number * 10) / 10);
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
