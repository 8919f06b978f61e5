// Examples in documents: the commands of ours in them, and what is wrong with each.

import { OPTIONS } from "../../daemon/help.ts";
import { Failure } from "../../cli/failure.ts";
import { parseWords } from "../../cli/parse.ts";
import { spokenVerb } from "../../cli/seed_letters.ts";
import { findVerb } from "../../cli/verb_table.ts";
import { VERBS } from "../../cli/verbs.ts";

/** The words of one of our programs, its name first. */
export type Command = readonly [program: string, ...words: string[]];

const OURS = /^(?:.*[/=])?(chore|chored|chored_worker)$/;

/** The commands of ours in lines of shell; those that are quoted for another program as well. */
export function commandsIn(lines: readonly string[]): Command[] {
  return lines.flatMap((line) => simpleCommands(line)).flatMap((words) => {
    const quoted = words.filter((word) => /^chore /.test(word));
    const at = words.findIndex((word) => OURS.test(word));
    const program = OURS.exec(words[at] ?? "")?.[1];
    const own: Command[] = program === undefined ? [] : [[program, ...words.slice(at + 1)]];
    return [...own, ...commandsIn(quoted)];
  });
}

/** What is wrong with `command`; undefined where its program would take it. */
export async function complainOf([program, ...words]: Command): Promise<string | undefined> {
  if (program === "chored") return complainOfDaemon(words);
  if (program === "chored_worker") return complainOfWorker(words);
  if (words[0] === "--manifest" || (words[0] === "-H" && words.length === 1)) return undefined;
  try {
    const spoken = spokenVerb(words);
    const found = findVerb(spoken.verb, VERBS);
    if (found === undefined) return `no verb "${spoken.verb}"`;
    await parseWords(found.row.verb, spoken.words);
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}

function complainOfDaemon(words: readonly string[]): string | undefined {
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    const row = OPTIONS.find(({ short, long }) => word === `-${short}` || word === `--${long}`);
    if (row === undefined) return `no option "${word}"`;
    if (row.value !== "") i++;
  }
  return undefined;
}

/** Its nine words. */
const workerWords = 9;

function complainOfWorker(words: readonly string[]): string | undefined {
  const rest = words[0] === "--manifest" ? words.slice(1) : words;
  return rest.length === workerWords ? undefined : `${rest.length} words`;
}

/** A line of shell as its commands; of quoting no more than examples need. */
function simpleCommands(line: string): string[][] {
  const commands: string[][] = [[]];
  const token =
    /\s*(?:(#.*)|([;|&]+)|(\d*>{1,2}&?\s*[^\s;|&]+)|((?:'[^']*'|"[^"]*"|\\.|[^\s'"\\;|&>#])+))/gy;
  for (const [, comment, operator, redirection, word] of line.matchAll(token)) {
    if (comment !== undefined || redirection !== undefined) continue;
    if (operator !== undefined) commands.push([]);
    else commands.at(-1)?.push(unquoted(word ?? ""));
  }
  return commands;
}

/** A variable has some plain word for a value. */
function unquoted(word: string): string {
  return word.replaceAll(
    /'[^']*'|"[^"]*"|\\.|\$\w+/g,
    (part) => part.startsWith("$") ? "x" : part.slice(1, part.startsWith("\\") ? undefined : -1),
  );
}
