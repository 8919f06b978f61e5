/** What a choretab says: its jobs, or what is wrong with it. Types alone. */

import type { SpecWish } from "./spec.ts";

/** Whose table it is; what is not known is not set. */
export interface TabUser {
  readonly home: string | undefined;
  readonly name: string | undefined;
}

/** One line that is a job. */
export interface TabEntry {
  /** from 1 */
  readonly line: number;
  /** by this it is known again in the next table: its name, or its text */
  readonly key: string;
  readonly name: string | undefined;
  readonly wish: SpecWish;
}

/** What is wrong, and where: line and column, from 1. */
export interface TabProblem {
  /** from 1 */
  readonly line: number;
  /** from 1 */
  readonly column: number;
  /** in words, without the place */
  readonly message: string;
}

export type TabRead =
  | { readonly kind: "table"; readonly entries: readonly TabEntry[] }
  | { readonly kind: "problems"; readonly problems: readonly TabProblem[] };
