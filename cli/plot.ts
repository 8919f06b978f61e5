/** A plot for a terminal: the course of one number over time, as an area of braille dots or plain characters. */

import type { Course, Step } from "./stats_course.ts";

export interface PlotOptions {
  /** columns of the whole plot, its labels among them */
  readonly width: number;
  /** rows of the area */
  readonly height: number;
  readonly isAscii: boolean;
  /** the end of the time, in words */
  readonly end: string;
}

/** Dots of a braille character, across and down. */
const BRAILLE = { across: 2, down: 4 };
const brailleFirst = 0x2800;
/** The bit of each dot: the left column from above, then the right one. */
const BITS = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];

/** The lines of the plot: the area with labels beside it, and the time below. */
export function plotLines(course: Course, options: PlotOptions): string[] {
  const { height, isAscii } = options;
  const labels = [course.top, course.top / 2, 0].map(course.label);
  const labelWidth = Math.max(...labels.map((text) => text.length));
  const columns = Math.max(1, options.width - labelWidth - 2);
  const rows = areaRows(course, { columns, height, isAscii });
  const [edge, corner, line] = isAscii ? ["|", "+", "-"] : ["┤", "└", "─"];
  const beside = [...rows.map((row) => `${edge}${row}`), `${corner}${line.repeat(columns)}`];
  const places = new Map([[height >> 1, labels[1]], [0, labels[0]], [height, labels[2]]]);
  return [
    ...beside.map((text, row) =>
      `${(places.get(row) ?? "").padStart(labelWidth)} ${text}`.trimEnd()
    ),
    `${" ".repeat(labelWidth + 2)}0s${options.end.padStart(columns - 2)}`,
  ];
}

interface Area {
  readonly columns: number;
  readonly height: number;
  readonly isAscii: boolean;
}

function areaRows({ steps, top }: Course, { columns, height, isAscii }: Area): string[] {
  const { across, down } = isAscii ? { across: 1, down: 1 } : BRAILLE;
  const heights = columnHeights(steps, columns * across)
    .map((value) => dotsOf(value / top, height * down));
  const drawRow = isAscii ? plainRow : brailleRow;
  return Array.from({ length: height }, (_, row) => drawRow(heights, height - row));
}

/** The largest value in each of `columns` equal parts of the time. */
export function columnHeights(steps: readonly Step[], columns: number): number[] {
  const from = steps[0]?.from ?? 0;
  const span = Math.max(1, (steps.at(-1)?.to ?? 0) - from);
  const heights = new Array<number>(columns).fill(0);
  for (const step of steps) {
    const left = Math.floor((step.from - from) / span * columns);
    const right = Math.max(left + 1, Math.ceil((step.to - from) / span * columns));
    for (let i = left; i < Math.min(right, columns); i++) {
      heights[i] = Math.max(heights[i] ?? 0, step.most);
    }
  }
  return heights;
}

/** How many of `most` dots; what is more than nothing has one. */
function dotsOf(share: number, most: number): number {
  if (share <= 0) return 0;
  return Math.min(most, Math.max(1, Math.round(share * most)));
}

/** Row `row`, counted from below, from 1. */
function plainRow(heights: readonly number[], row: number): string {
  return heights.map((height) => height >= row ? "#" : " ").join("");
}

function brailleRow(heights: readonly number[], row: number): string {
  let text = "";
  for (let i = 0; i < heights.length; i += BRAILLE.across) {
    let bits = 0;
    for (const [column, bitsDown] of BITS.entries()) {
      const dots = (heights[i + column] ?? 0) - (row - 1) * BRAILLE.down;
      for (let down = 0; down < BRAILLE.down; down++) {
        if (dots >= BRAILLE.down - down) bits |= bitsDown[down] ?? 0;
      }
    }
    text += bits === 0 ? " " : String.fromCharCode(brailleFirst + bits);
  }
  return text;
}
