/** What follows the time in a line of a choretab: options, then words after `--`, or a text for a shell. */

import { flagOf, type OptionGrammar, type OptionWord, readOption } from "./option_words.ts";
import { readShellWord, type ShellWord, skipBlanks, type WordProblem } from "./shell_words.ts";
import { TAB_LETTERS, TAB_OPTIONS, type TabFlags } from "./tab_options.ts";

export type TabCommand =
  /** words, which no shell reads */
  | { readonly kind: "words"; readonly argv: readonly string[] }
  | { readonly kind: "text"; readonly text: string };

export interface CommandRead {
  readonly flags: TabFlags;
  readonly command: TabCommand;
  /** where the command begins, from 0 */
  readonly at: number;
}

const grammar: OptionGrammar = { flags: TAB_OPTIONS, letters: TAB_LETTERS };

/** Reads the rest of `line`. */
export function readCommand(line: string, from: number): CommandRead | WordProblem {
  const flags: Record<string, unknown> = {};
  for (let at = skipBlanks(line, from);; at = skipBlanks(line, at)) {
    if (line[at] !== "-") return readText(line, at, { flags });
    const word = readShellWord(line, at);
    if (word === undefined || "problem" in word) return word ?? noCommand(at);
    if (word.text === "--") return readWords(line, word.end, { flags });
    const next = readShellWord(line, word.end);
    // a word that cannot be read is no value: what is wrong with it is told where it is needed
    const following = next === undefined || "problem" in next ? undefined : next;
    const { options, tookNext } = readOption(word.text, following?.text, { grammar });
    if (next !== undefined && "problem" in next && wantsValue(options.at(-1))) return next;
    for (const option of options) {
      const problem = addFlag(flags, option);
      if (problem !== undefined) return { problem, at: word.start };
    }
    at = tookNext && following !== undefined ? following.end : word.end;
  }
}

/** Whether its value is still to follow. */
function wantsValue(word: OptionWord | undefined): boolean {
  if (word === undefined || word.value !== undefined) return false;
  const kind = TAB_OPTIONS[flagOf(word.option)]?.kind;
  return kind !== undefined && kind !== "boolean";
}

/** What is wrong with the option; undefined where it is taken. */
function addFlag(
  flags: Record<string, unknown>,
  { option, value }: OptionWord,
): string | undefined {
  const [long = option] = option.split("=", 1);
  const name = flagOf(long);
  const row = long.startsWith("--") && Object.hasOwn(TAB_OPTIONS, name)
    ? TAB_OPTIONS[name]
    : undefined;
  if (row === undefined) return `Cannot use "${option}": a line of a choretab has no such option`;
  if (row.kind === "boolean" && option !== long) {
    return `Cannot use ${long} with a value: it takes none`;
  }
  if (row.kind !== "boolean" && value === undefined) {
    return `Cannot use ${long}: a value must follow`;
  }
  if (row.kind !== "list" && Object.hasOwn(flags, name)) return `Cannot use ${long} twice`;
  try {
    const parsed = row.parse(value ?? "");
    flags[name] = row.kind === "list" ? [...flags[name] as unknown[] ?? [], parsed] : parsed;
    return undefined;
  } catch (error) {
    return `Cannot use "${value}" for ${long}: ${error instanceof Error ? error.message : error}`;
  }
}

function noCommand(at: number): WordProblem {
  return { problem: "there is no command", at };
}

type Given = { readonly flags: TabFlags };

function readText(line: string, at: number, { flags }: Given): CommandRead | WordProblem {
  const text = line.slice(at).replace(/[ \t]+$/, "");
  if (text === "") return noCommand(at);
  return { flags, command: { kind: "text", text }, at };
}

function readWords(line: string, from: number, { flags }: Given): CommandRead | WordProblem {
  const words: ShellWord[] = [];
  for (
    let word = readShellWord(line, from);
    word !== undefined;
    word = readShellWord(line, word.end)
  ) {
    if ("problem" in word) return word;
    words.push(word);
  }
  const [first] = words;
  if (first === undefined) return noCommand(from);
  const argv = words.map(({ text }) => text);
  return { flags, command: { kind: "words", argv }, at: first.start };
}
