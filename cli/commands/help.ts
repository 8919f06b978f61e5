/** `chore help`: what there is, or all about a verb. */

import { nearest } from "../../system/text.ts";
import { wrongUse } from "../failure.ts";
import { printHelp, printSummary } from "../print_help.ts";
import type { Verb } from "../verb.ts";
import { findVerb, type VerbTable, verbWords } from "../verb_table.ts";

/** The verb for a table that has this verb in it as well. */
export function helpFor(table: () => VerbTable): Verb<Record<never, never>> {
  return {
    flags: {},
    letters: {},
    operand: { placeholder: "VERB", brief: "the verb to explain", least: 0, most: 1 },
    run: async ({ words: [word] }) => await explain(word, table()),
  };
}

function explain(word: string | undefined, table: VerbTable): number {
  if (word === undefined) return printSummary(table);
  const found = findVerb(word, table);
  if (found !== undefined) return printHelp(found);
  const near = nearest(word, verbWords(table));
  const hint = near === undefined ? "" : `: did you mean "${near}"?`;
  throw wrongUse(`Cannot explain "${word}": no such verb${hint}`);
}
