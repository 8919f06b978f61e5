/** Prints a table: aligned columns, cut to the terminal, coloured where somebody can see it. */

import { printable } from "../system/text.ts";

export type Color = "red" | "green" | "yellow" | "cyan" | "dim";

export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  readonly align?: "right";
  readonly color?: (row: Row) => Color | undefined;
  /** left out where the terminal is narrow; the lowest number first */
  readonly drop?: number;
  /** its cells are cut, but to no less than this, where leaving out others is not enough */
  readonly least?: number;
}

export interface Look {
  /** columns of the terminal; undefined: as wide as it gets */
  readonly width: number | undefined;
  readonly colors: boolean;
}

const CODES: Readonly<Record<Color, number>> = { red: 31, green: 32, yellow: 33, cyan: 36, dim: 2 };
const gap = "  ";

/** What the last column shall have at least, where others can be left out for it. */
const lastWidth = 24;

interface Sized<Row> {
  readonly column: Column<Row>;
  readonly cells: readonly string[];
  readonly width: number;
}

/** The lines of the table, each with its newline. */
export function tableText<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  look: Look,
): string {
  const sized = fit(columns.map((column) => sizeColumn(column, rows)), look.width);
  const lines = [undefined, ...rows].map((row, line) => {
    let left = look.width ?? Infinity;
    const parts = sized.map(({ column, cells, width }, i) => {
      const last = i === sized.length - 1;
      const text = row === undefined ? column.title : cells[line - 1] ?? "";
      const cell = last ? text : cutTo(text, width);
      const part = cutTo(pad(cell, { width, align: column.align, last }), left);
      left -= widthOf(part) + gap.length;
      return row === undefined || !look.colors ? part : paint(part, column.color?.(row));
    });
    return `${parts.join(gap).trimEnd()}\n`;
  });
  return lines.join("");
}

function sizeColumn<Row>(column: Column<Row>, rows: readonly Row[]): Sized<Row> {
  const cells = rows.map((row) => printable(column.text(row)));
  const width = cells.reduce((most, text) => Math.max(most, widthOf(text)), column.title.length);
  return { column, cells, width };
}

/** Leaves out columns until the last has room; then narrows what can be narrowed. */
function fit<Row>(columns: readonly Sized<Row>[], room = Infinity): readonly Sized<Row>[] {
  const last = Math.min(columns.at(-1)?.width ?? 0, lastWidth);
  const wanted = columns.slice(0, -1).reduce((sum, { width }) => sum + width + gap.length, last);
  if (wanted <= room) return columns;
  const order = columns.filter(({ column }) => column.drop !== undefined)
    .sort((a, b) => (a.column.drop ?? 0) - (b.column.drop ?? 0));
  const [first] = order;
  if (first !== undefined) return fit(columns.filter((each) => each !== first), room);
  return columns.map((each) => narrow(each, wanted - room));
}

function narrow<Row>(sized: Sized<Row>, excess: number): Sized<Row> {
  const { column: { least }, width } = sized;
  if (least === undefined) return sized;
  return { ...sized, width: Math.max(Math.min(least, width), width - excess) };
}

function pad(
  text: string,
  { width, align, last }: { width: number; align: "right" | undefined; last: boolean },
): string {
  const blanks = " ".repeat(Math.max(0, width - widthOf(text)));
  if (align === "right") return blanks + text;
  return last ? text : text + blanks;
}

/** `text` in at most `width` columns, with a mark where something is left out. */
export function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let cut = "";
  let left = width - 1;
  for (const character of text) {
    left -= widthOf(character);
    if (left < 0) break;
    cut += character;
  }
  return width < 1 ? "" : `${cut}…`;
}

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** Columns that a terminal needs for `text`. */
function widthOf(text: string): number {
  // most text is plain, and needs no look at each character
  // deno-lint-ignore no-control-regex
  if (/^[\x00-\x7f]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) {
    width += /\p{Mark}/u.test(character) ? 0 : wide.test(character) ? 2 : 1;
  }
  return width;
}

export function paint(text: string, color: Color | undefined): string {
  return color === undefined ? text : `\x1b[${CODES[color]}m${text}\x1b[0m`;
}

/** How standard output wants a table. */
export function lookOf(env: Readonly<Record<string, string>>): Look {
  if (!Deno.stdout.isTerminal()) return { width: undefined, colors: false };
  const plain = (env.NO_COLOR ?? "") !== "" || env.TERM === "dumb";
  return { width: columnsOfTerminal(), colors: !plain };
}

function columnsOfTerminal(): number | undefined {
  try {
    const { columns } = Deno.consoleSize();
    return columns > 0 ? columns : undefined;
  } catch {
    // a terminal that does not tell its size
    return undefined;
  }
}
