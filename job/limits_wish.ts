/** How much a job may use: what the options for that make of a spec. */

import type { Problem } from "./cron_fields.ts";
import { given } from "./given.ts";
import { IO_CLASSES } from "./policies.ts";
import { type IoPriority, joinLimits, type ResourceLimits } from "./resource_limits.ts";
import type { SpecWish } from "./spec.ts";

export interface LimitFlags {
  readonly limit?: readonly ResourceLimits[];
  readonly nice?: number;
  readonly ionice?: IoPriority;
}

/** A problem where one is set twice. */
export function limitsWish(
  { limit = [], nice, ionice: io }: LimitFlags,
): Pick<SpecWish, "limits"> | Problem {
  try {
    const limits = { ...joinLimits(limit), ...given({ nice, io }) };
    return Object.keys(limits).length === 0 ? {} : { limits };
  } catch (error) {
    return { problem: `Cannot use --limit: ${error instanceof Error ? error.message : error}` };
  }
}

/** `idle`, `best-effort:7`, `realtime:0`, or their numbers 3, 2 and 1. @throws {Error} */
export function parseIoPriority(text: string): IoPriority {
  const [, word = "", level] = /^([a-z-]+|[123])(?::([0-7]))?$/.exec(text) ?? [];
  const name = IO_CLASSES.find((each, index) => each === word || String(index + 1) === word);
  if (name !== undefined && !(name === "idle" && level !== undefined)) {
    return level === undefined ? { class: name } : { class: name, level: Number(level) };
  }
  throw new Error("it is none of idle, best-effort:N, realtime:N, with N from 0 (first) to 7");
}

/** An octal mask: `022`. @throws {Error} */
export function parseMask(text: string): number {
  if (/^0?[0-7]{1,3}$/.test(text)) return parseInt(text, 8);
  throw new Error("it is no mask: write three octal digits, such as 022");
}

/** `022`. */
export function maskText(mask: number): string {
  return mask.toString(8).padStart(3, "0");
}
