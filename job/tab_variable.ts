/** A line of a choretab that sets a variable, with the quoting of crontab(5). */

import type { WordProblem } from "./shell_words.ts";

export interface Variable {
  readonly name: string;
  readonly value: string;
  /** where the value begins, from 0 */
  readonly at: number;
}

const assignment = /^[ \t]*(?:([A-Za-z_]\w*)|"([A-Za-z_]\w*)"|'([A-Za-z_]\w*)')[ \t]*=[ \t]*/;

/** Undefined where the line is none. */
export function readVariable(line: string): Variable | WordProblem | undefined {
  const match = assignment.exec(line);
  if (match === null) return undefined;
  const name = match[1] ?? match[2] ?? match[3] ?? "";
  const at = match[0].length;
  const text = line.slice(at).replace(/[ \t]+$/, "");
  const quote = text[0];
  if (quote !== '"' && quote !== "'") return { name, value: text, at };
  const end = text.indexOf(quote, 1);
  if (end < 0) return { problem: "its quote is not closed", at };
  if (end < text.length - 1) {
    return { problem: "something follows the closing quote", at: at + end + 1 };
  }
  return { name, value: text.slice(1, end), at };
}
