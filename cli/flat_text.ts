/** Data of any shape as `name: value` lines, with dots between the names. */

import { printable } from "../system/text.ts";

export function flatText(value: object): string {
  return linesOf(value, "").map((line) => `${printable(line)}\n`).join("");
}

function linesOf(value: unknown, name: string): string[] {
  if (typeof value !== "object" || value === null) return [`${name}: ${value ?? "-"}`];
  const entries = Object.entries(value);
  if (entries.length === 0) return [`${name}: -`];
  return entries.flatMap(([key, each]) => linesOf(each, name === "" ? key : `${name}.${key}`));
}
