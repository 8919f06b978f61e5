/** The time with which a line of a choretab begins: five fields, six, or a word such as @daily. */

import { readFields } from "./cron_fields.ts";
import { checkExpression } from "./schedule.ts";
import type { WordProblem } from "./shell_words.ts";

export interface TimeRead {
  readonly expression: string;
  /** where it is over, from 0 */
  readonly end: number;
}

interface Word {
  readonly text: string;
  readonly at: number;
}

/** Of five fields, where the second is not one of them. */
const fieldsLeast = 5;
const any = ["*", "*", "*", "*", "*", "*"];

/** Reads the time at the beginning of `line`. */
export function readTabTime(line: string): TimeRead | WordProblem {
  const words = [...line.matchAll(/[^ \t]+/g)].slice(0, fieldsLeast + 2)
    .map((match): Word => ({ text: match[0], at: match.index }));
  const [first] = words;
  if (first === undefined) return { problem: "there is no time", at: 0 };
  if (first.text.startsWith("@")) return checked([first]);
  const sixth = words[fieldsLeast];
  const hasSeconds = sixth !== undefined && isWeekday(sixth.text);
  const seventh = words[fieldsLeast + 1];
  if (hasSeconds && seventh?.text === "*") {
    return { problem: "it has more than 6 fields", at: seventh.at };
  }
  return checked(words.slice(0, hasSeconds ? fieldsLeast + 1 : fieldsLeast));
}

/** Whether `text` can be the last of six fields: then a second is the first of them. */
export function isWeekday(text: string): boolean {
  return !("problem" in readFields(`* * * * ${text}`));
}

function checked(words: readonly Word[]): TimeRead | WordProblem {
  const expression = words.map(({ text }) => text).join(" ");
  const problem = checkExpression(expression);
  const last = words.at(-1);
  if (problem === undefined) return { expression, end: (last?.at ?? 0) + (last?.text.length ?? 0) };
  const wrong = words.length < fieldsLeast ? undefined : words.find((word, index) => {
    const alone = any.slice(0, words.length).with(index, word.text).join(" ");
    return "problem" in readFields(alone);
  });
  return { problem, at: (wrong ?? words[0])?.at ?? 0 };
}
