/** Values of options as users write them: each parser gives the value, or throws what was expected. */

import { LIMITS } from "../limits.ts";
import { parseDuration } from "./duration.ts";
import { isJobName, NAME_PATTERN } from "./name.ts";

interface Bounds {
  readonly least: number;
  readonly most: number;
}

const dayMs = 24 * 3600 * 1000;

/** `30`, `90s`, `2m`, in milliseconds. @throws {Error} */
export function parseTime(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new Error("it is no time: write 30, 90s or 2m");
  if (ms <= LIMITS.timeMaxMs) return ms;
  throw new Error(`it is at most ${LIMITS.timeMaxMs / dayMs} days`);
}

/** From TERM to KILL, in milliseconds. @throws {Error} */
export function parseGrace(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new Error("it is no time: write 30, 90s or 2m");
  if (ms <= LIMITS.graceMaxMs) return ms;
  throw new Error("it is at most 24 hours");
}

/** A whole number between two bounds. @throws {Error} */
export function parseNumber(text: string, { least, most }: Bounds): number {
  const number = /^-?\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (number >= least && number <= most) return number;
  throw new Error(`a number from ${least} to ${most} is wanted`);
}

/** `0,75`: exit codes with commas between. @throws {Error} */
export function parseCodes(text: string): readonly number[] {
  try {
    return [...new Set(text.split(",").map((code) => parseNumber(code, { least: 0, most: 255 })))];
  } catch {
    throw new Error("it is no list of exit codes: write 0,75: numbers from 0 to 255");
  }
}

/** @throws {Error} */
export function parseGroup(text: string): string {
  if (NAME_PATTERN.test(text)) return text;
  throw new Error(`a group is named by 1 to ${LIMITS.nameChars} letters, digits and _`);
}

/** A name that a new job can have. @throws {Error} */
export function checkJobName(text: string): string {
  if (isJobName(text)) return text;
  throw new Error(
    `a name is 1 to ${LIMITS.nameChars} letters, digits and _, not digits alone`,
  );
}
