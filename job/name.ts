/** The name of a job: what it may be, and how one is made from a command. */

import { LIMITS } from "../limits.ts";

/** Letters, digits and underscores, 1 to 63 of them. */
export const NAME_PATTERN = /^[0-9a-zA-Z_]{1,63}$/;

const digitsAlone = /^[0-9]+$/;
const idDigits = 15;

/** What leaves room for the longest id. */
export const NAME_ROOM = LIMITS.nameChars - "_".length - idDigits;

/** Whether `text` can name a job. Digits alone cannot: they read as an id. */
export function isJobName(text: string): boolean {
  return NAME_PATTERN.test(text) && !digitsAlone.test(text);
}

/** Whether `text` reads as the id of a job. */
export function isId(text: string): boolean {
  return /^[1-9][0-9]{0,14}$/.test(text);
}

/** A readable name from a command: its program and first plain word, `make_install` for `/usr/bin/make -s install`. */
export function nameFromCommand(argv: readonly string[]): string {
  const [program = "", ...words] = readableWords(argv);
  const base = program.slice(program.lastIndexOf("/") + 1);
  const plain = words.find((word) => /^[a-zA-Z0-9][\w./-]*$/.test(word));
  const text = plain === undefined ? base : `${base}_${plain.slice(plain.lastIndexOf("/") + 1)}`;
  const name = text.replaceAll(/[^0-9a-zA-Z]+/g, "_").replaceAll(/^_+|_+$/g, "");
  const short = name.slice(0, NAME_ROOM);
  if (short === "") return "job";
  return digitsAlone.test(short) ? `job_${short}`.slice(0, NAME_ROOM) : short;
}

/** What `sh -c TEXT` is about is its text. */
function readableWords(argv: readonly string[]): readonly string[] {
  const [program = "", flag, text] = argv;
  const isShell = flag === "-c" && text !== undefined && /(^|\/)[a-z]*sh$/.test(program);
  return isShell
    ? text.trim().slice(0, LIMITS.pathBytes).split(/[;&|\n]/, 1).join("").split(/\s+/)
    : argv;
}

/** `name` where it is free, else with the job's id behind it: ids are never used twice, so one look is enough. */
export function freeName(
  name: string,
  id: number,
  { isTaken }: { readonly isTaken: (name: string) => boolean },
): string {
  for (let candidate = name, n = id;; candidate = `${name}_${n++}`) {
    if (!isTaken(candidate)) return candidate;
  }
}
