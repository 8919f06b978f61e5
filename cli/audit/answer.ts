/** What Deno itself would answer to a question for a right, by the flags of the program that asks. */

import type { Right } from "../../job/rights.ts";

/** A question; without a value for all there is of its kind. */
export interface Wanted {
  readonly kind: string;
  readonly value: string | null;
}

/** The same with its answer. */
export interface Asked extends Wanted {
  /** `shrugged`: a question that comes before the one that counts, or for an environment that is empty */
  readonly answer: "granted" | "denied" | "shrugged";
  /** by what it was granted */
  readonly by: Right | undefined;
}

export interface Grants {
  readonly granted: readonly Right[];
  /** of `--ignore-env`: whatever is asked for is not there */
  readonly ignoresEnv: boolean;
}

export function answerOf(wanted: Wanted, { granted, ignoresEnv }: Grants): Asked {
  const by = granted.filter((right) => covers(right, wanted))
    .sort((a, b) => b.value.length - a.value.length)[0];
  if (by !== undefined) return { ...wanted, answer: "granted", by };
  const isShrugged = wanted.kind === "env" && ignoresEnv;
  return { ...wanted, answer: isShrugged ? "shrugged" : "denied", by };
}

function covers(right: Right, { kind, value }: Wanted): boolean {
  if (right.kind !== kind) return false;
  if (right.value === "*") return true;
  if (value === null) return false;
  if (value === right.value) return true;
  return (kind === "read" || kind === "write") && value.startsWith(`${right.value}/`);
}

/**
 * Deno asks for all programs before it asks for the one that is to be started: those that it then did
 * ask for say it all.
 */
export function withoutPrefaces(asked: readonly Asked[]): Asked[] {
  return asked.filter(({ kind, value }, at) => {
    const next = asked[at + 1];
    return !(kind === "run" && value === null && next?.kind === "run" && next.value !== null);
  });
}
