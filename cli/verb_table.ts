/** The shape of the table of verbs, and how a word finds its row. */

import type { AnyVerb } from "./verb.ts";

export interface VerbRow {
  /** the subject of this verb and of those that follow it, as `chore help` has it */
  readonly heads?: string;
  readonly brief: string;
  readonly aliases?: readonly string[];
  readonly verb: AnyVerb;
}

export type VerbTable = Readonly<Record<string, VerbRow>>;

export interface FoundVerb {
  readonly name: string;
  readonly row: VerbRow;
}

/** The verb that `word` means, by its name or an alias. */
export function findVerb(word: string, table: VerbTable): FoundVerb | undefined {
  for (const [name, row] of Object.entries(table)) {
    if (name === word || row.aliases?.includes(word)) return { name, row };
  }
  return undefined;
}

/** All that can stand for a verb. */
export function verbWords(table: VerbTable): string[] {
  return Object.entries(table).flatMap(([name, { aliases = [] }]) => [name, ...aliases]);
}
