/** Makes the words of a verb plain: short options become long ones with their values, a command is set apart. */

import { wrongUse } from "./failure.ts";
import { flagOf, type OptionGrammar, type OptionWord, readOption } from "../job/option_words.ts";

export interface Grammar extends OptionGrammar {
  readonly takesCommand?: true | undefined;
}

export type PlainWords =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "help" | "version" };

/**
 * `-Cdir -f --grace 5 make` becomes `--cwd=dir --follow --grace=5 -- make`, so that a value may begin
 * with a dash and that -j4 means what getopt(3) says it means. What is unknown stays, for the parser
 * to refuse.
 */
export function plainWords(words: readonly string[], grammar: Grammar): PlainWords {
  const options: string[] = [];
  const operands: string[] = [];
  const isKnown = (option: string) =>
    Object.hasOwn(grammar.flags, flagOf(option.replace(/=.*$/s, "")));
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    if (word === "--") {
      operands.push(...words.slice(i + 1));
      break;
    }
    if (!word.startsWith("-") || word === "-") {
      if (grammar.takesCommand) {
        // what follows an unknown option may be its value: the parser says that it is unknown
        if (options.every(isKnown)) checkCommand(words.slice(i));
        operands.push(...words.slice(i));
        break;
      }
      operands.push(word);
      continue;
    }
    if (word === "--help" || word === "-h") return { kind: "help" };
    if (word === "--version" || word === "-v") return { kind: "version" };
    const read = readOption(word, words[i + 1], { grammar });
    options.push(...read.options.flatMap(withValue));
    if (read.tookNext) i++;
  }
  return { kind: "words", words: [...options, "--", ...operands] };
}

/** Without `--` nobody can know whose an option is, ours or the command's. */
function checkCommand(command: readonly string[]): void {
  const option = command.find((word) => word.startsWith("-") && word !== "-");
  if (option === undefined) return;
  throw wrongUse(
    option === "--"
      ? `Cannot read the command "${command[0]}": write "--" before it, not after`
      : `Cannot tell whether "${option}" is for chore or for "${
        command[0]
      }": write "--" before the command, and options of chore before that`,
  );
}

/** stricli looks for a value behind "=" on one line only, and for one that is not empty; such a one cannot be an option. */
function withValue({ option, value }: OptionWord): readonly string[] {
  if (value === undefined) return [option];
  return /^.+$/.test(value) ? [`${option}=${value}`] : [option, value];
}
