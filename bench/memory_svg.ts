/** The memory of a process as a picture: one plot with axes, as SVG. */

import type { MemorySample } from "./memory.ts";

export interface MemoryPlot {
  readonly title: string;
  /** what the samples count, as the axis has it */
  readonly unit: string;
  readonly samples: readonly MemorySample[];
}

const [width, height] = [860, 340];
const [left, right, top, bottom] = [70, width - 24, 56, height - 52];
const colors = { rss: "#2563a8", own: "#2e7d4f", grid: "#dde1e6", text: "#333a42" };
/** Points of a curve: more of them nobody sees. */
const pointsMost = 200;
const mb = 1e6;

export function memorySvg({ title, unit, samples }: MemoryPlot): string {
  const most = { at: samples.at(-1)?.at ?? 1, mb: Math.max(...samples.map(({ rss }) => rss)) / mb };
  const [across, up] = [marksFor(most.at, 10), marksFor(most.mb, 5)];
  const [lastAcross = 1, lastUp = 1] = [across.at(-1), up.at(-1)];
  const x = (at: number) => left + at / lastAcross * (right - left);
  const y = (bytes: number) => bottom - bytes / mb / lastUp * (bottom - top);
  const thin = thinned(samples);
  const curve = (of: "rss" | "own") => {
    const points = thin.flatMap((each) => each[of] === undefined ? [] : [{ ...each, y: each[of] }]);
    const path = points.map(({ at, y: bytes }) => `${dot(x(at))} ${dot(y(bytes))}`).join("L");
    return `<path d="M${path}" fill="none" stroke="${colors[of]}" stroke-width="1.6"/>`;
  };
  const hasOwn = samples.some(({ own }) => own !== undefined);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="${colors.text}">`,
    `<title>${title}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text({ x: left, y: 28, more: ' font-size="16" font-weight="bold"' }, title),
    ...legend(hasOwn ? ["rss", "own"] : ["rss"]),
    ...up.map((mark) => {
      const at = dot(y(mark * mb));
      return `<path d="M${left} ${at}H${right}" stroke="${colors.grid}"/>` +
        text({ x: left - 8, y: y(mark * mb) + 4, more: ' text-anchor="end"' }, `${mark} MB`);
    }),
    ...across.map((mark) => {
      const more = ' text-anchor="middle"';
      return `<path d="M${dot(x(mark))} ${bottom}v5" stroke="${colors.text}"/>` +
        text({ x: x(mark), y: bottom + 20, more }, mark.toLocaleString("en"));
    }),
    text({ x: (left + right) / 2, y: height - 10, more: ' text-anchor="middle"' }, unit),
    curve("rss"),
    ...hasOwn ? [curve("own")] : [],
    `<path d="M${left} ${top}V${bottom}H${right}" fill="none" stroke="${colors.text}"/>`,
    "</svg>",
    "",
  ].join("\n");
}

function legend(curves: readonly ("rss" | "own")[]): string[] {
  return curves.map((of, i) => {
    const x = right - 60 * (curves.length - i);
    return `<path d="M${x} 40h18" stroke="${colors[of]}" stroke-width="3"/>` +
      text({ x: x + 24, y: 44, more: "" }, of.toUpperCase());
  });
}

function text(
  { x, y, more }: { readonly x: number; readonly y: number; readonly more: string },
  words: string,
): string {
  return `<text x="${dot(x)}" y="${dot(y)}"${more}>${words}</text>`;
}

/** Round numbers from 0 to no less than `most`, about so many of them. */
function marksFor(most: number, count: number): number[] {
  const rough = Math.max(most, 1e-9) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5].find((factor) => factor * power >= rough) ?? 10);
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, i) => round(i * step));
}

/** The largest of each few neighbours, so that no peak is lost. */
function thinned(samples: readonly MemorySample[]): MemorySample[] {
  const each = Math.max(1, Math.ceil(samples.length / pointsMost));
  return Array.from({ length: Math.ceil(samples.length / each) }, (_, i) => {
    const [first, ...rest] = samples.slice(i * each, (i + 1) * each);
    if (first === undefined) throw new Error("Cannot draw a curve: no samples");
    return rest.reduce((most, sample) => sample.rss > most.rss ? sample : most, first);
  });
}

function round(number: number): number {
  return Math.round(number * 1e6) / 1e6;
}

function dot(number: number): string {
  return String(Math.round(number * 10) / 10);
}
