/** The name of a job: what it may be, and how one is made from a command. */

import { LIMITS } from "../limits.ts";

/** Letters, digits and underscores, 1 to 63 of them. */
export const NAME_PATTERN = /^[0-9a-zA-Z_]{1,63}$/;

/** Whether `text` can name a job. Digits alone cannot: they read as an id. */
export function isJobName(text: string): boolean {
  return NAME_PATTERN.test(text) && !digitsAlone.test(text);
}

const digitsAlone = /^[0-9]*$/;

/** Whether `text` reads as the id of a job. */
export function isId(text: string): boolean {
  return /^[1-9][0-9]{0,14}$/.test(text);
}

/** A readable name from a command: its program and first plain word, `make_install` for `/usr/bin/make -s install`. */
export function nameFromCommand(argv: readonly string[]): string {
  const [program = "", ...words] = argv;
  const base = program.slice(program.lastIndexOf("/") + 1);
  const plain = words.find((word) => /^[a-zA-Z0-9][\w./-]*$/.test(word));
  const text = plain === undefined ? base : `${base}_${plain.slice(plain.lastIndexOf("/") + 1)}`;
  const name = text.replaceAll(/[^0-9a-zA-Z]+/g, "_").replaceAll(/^_+|_+$/g, "");
  const sure = digitsAlone.test(name) ? `job_${name}`.replace(/_$/, "") : name;
  const short = sure.slice(0, LIMITS.nameChars - suffixChars);
  return digitsAlone.test(short) ? `job_${short}`.slice(0, short.length) : short;
}

/** Room for `_2`, `_3` … up to the most jobs that a session keeps. */
const suffixChars = `_${LIMITS.jobs}`.length;

/** The first of `name`, `name_2`, `name_3` … that `isTaken` does not know. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  for (let n = 1; n <= LIMITS.jobs; n++) {
    const candidate = n === 1 ? name : `${name}_${n}`;
    if (!isTaken(candidate)) return candidate;
  }
  throw new RangeError(`Cannot name job "${name}": every number up to ${LIMITS.jobs} is taken`);
}
