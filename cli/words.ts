/** Makes the words of a verb plain: short options become long ones with their values, a command is set apart. */

import { wrongUse } from "./failure.ts";
import { flagOf, longOption } from "./flag_name.ts";

/** What must be known of a flag to read words: whether a value follows. */
export type FlagKinds = Readonly<Record<string, { readonly kind: string }>>;

export interface Grammar {
  readonly flags: FlagKinds;
  readonly letters: Readonly<Record<string, string>>;
  readonly takesCommand?: true | undefined;
  readonly signalFlag?: string | undefined;
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
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    if (word === "--") {
      operands.push(...words.slice(i + 1));
      break;
    }
    if (!word.startsWith("-") || word === "-") {
      if (grammar.takesCommand) {
        operands.push(...checkCommand(words.slice(i)));
        break;
      }
      operands.push(word);
      continue;
    }
    if (word === "--help" || word === "-h") return { kind: "help" };
    if (word === "--version" || word === "-v") return { kind: "version" };
    const read = readOption(word, words[i + 1], { grammar });
    options.push(...read.options);
    if (read.tookNext) i++;
  }
  return { kind: "words", words: [...options, "--", ...operands] };
}

/** Without `--` nobody can know whose an option is, ours or the command's. */
function checkCommand(command: readonly string[]): readonly string[] {
  const option = command.find((word) => word.startsWith("-") && word !== "-");
  if (option === undefined) return command;
  throw wrongUse(
    option === "--"
      ? `Cannot read the command "${command[0]}": write "--" before it, not after`
      : `Cannot tell whether "${option}" is for chore or for "${
        command[0]
      }": write "--" before the command, and options of chore before that`,
  );
}

interface Read {
  readonly options: readonly string[];
  readonly tookNext: boolean;
}

function readOption(
  word: string,
  following: string | undefined,
  { grammar }: { grammar: Grammar },
): Read {
  const { flags, letters, signalFlag } = grammar;
  if (signalFlag !== undefined && /^-(\d+|[A-Z][A-Z0-9]+)$/.test(word)) {
    return { options: [`${longOption(signalFlag)}=${word.slice(1)}`], tookNext: false };
  }
  if (word.startsWith("--")) {
    const [name = word, joined] = splitAtEqual(word);
    const flag = flags[flagOf(name)];
    const value = joined ?? following;
    if (flag === undefined || flag.kind === "boolean" || value === undefined) {
      return { options: [word], tookNext: false };
    }
    return { options: withValue(name, value), tookNext: joined === undefined };
  }
  const options: string[] = [];
  for (let i = 1; i < word.length; i++) {
    const name = letters[word[i] ?? ""];
    if (name === undefined) return { options: [...options, `-${word[i]}`], tookNext: false };
    if (flags[name]?.kind === "boolean") {
      options.push(longOption(name));
      continue;
    }
    const joined = word.slice(i + 1).replace(/^=/, "");
    const value = joined === "" ? following : joined;
    const option = longOption(name);
    options.push(...value === undefined ? [option] : withValue(option, value));
    return { options, tookNext: joined === "" && value !== undefined };
  }
  return { options, tookNext: false };
}

/** `--name` and, where it has one, its value: whatever follows the first "=". */
function splitAtEqual(word: string): readonly string[] {
  const at = word.indexOf("=");
  return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}

/** stricli looks for a value behind "=" on one line only, and for one that is not empty; such a one cannot be an option. */
function withValue(option: string, value: string): readonly string[] {
  return /^.+$/.test(value) ? [`${option}=${value}`] : [option, value];
}
