/** Makers of flags with a value of one kind: a time, a number, a word, names of jobs. */

import { LIMITS } from "../limits.ts";
import { NAME_PATTERN } from "../job/name.ts";
import { nearest } from "../system/text.ts";
import { parseNumber, parseTime } from "../job/option_values.ts";

export { parseNumber, parseTime } from "../job/option_values.ts";

interface Shown {
  readonly brief: string;
  readonly placeholder?: string;
}

interface Bounds {
  readonly least: number;
  readonly most: number;
}

const optional = { kind: "parsed", optional: true } as const;

/** `30`, `90s`, `2m`, up to the longest time that chored takes; its value is milliseconds. */
export function timeFlag({ brief, placeholder = "TIME" }: Shown) {
  return { ...optional, parse: parseTime, brief, placeholder };
}

/** A whole number between two bounds. */
export function numberFlag({ brief, placeholder = "N", least, most }: Shown & Bounds) {
  return {
    ...optional,
    parse: (text: string) => parseNumber(text, { least, most }),
    brief,
    placeholder,
  };
}

/** One of a few words. */
export function wordFlag<W extends string>(brief: string, values: readonly W[]) {
  return { kind: "enum", optional: true, values, brief } as const;
}

/** Names or ids of jobs, with commas between; the flag may be repeated. */
export function jobsFlag(brief: string) {
  return { ...optional, variadic: true, parse: parseJobs, brief, placeholder: "JOB" } as const;
}

/** @throws {Error} */
export function parseJobs(text: string): readonly string[] {
  const names = text.split(",").map((name) => name.trim());
  const wrong = names.find((name) => !NAME_PATTERN.test(name));
  if (wrong === undefined) return names;
  throw new Error(
    `"${wrong}" is no job: a name is 1 to ${LIMITS.nameChars} letters, digits and _, with commas between`,
  );
}

/** What is said of a word that is none of those that may stand there. */
export function noneOf(word: string, values: readonly string[]): string {
  const near = nearest(word, values);
  const hint = near === undefined ? "" : `: did you mean "${near}"?`;
  return `it is none of ${values.join(", ")}${hint}`;
}
