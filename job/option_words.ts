/** Options as getopt(3) reads them: `-j4`, `-kx`, `--grace 5`, `--grace=5`; and the two names of each. */

/** What must be known of a flag to read words: whether a value follows. */
export type FlagKinds = Readonly<Record<string, { readonly kind: string }>>;

export interface OptionGrammar {
  readonly flags: FlagKinds;
  readonly letters: Readonly<Record<string, string>>;
  /** `-9` and `-HUP` are values of this flag */
  readonly signalFlag?: string | undefined;
}

/** An option by its long name, or as it was written where it is unknown. */
export interface OptionWord {
  readonly option: string;
  readonly value?: string;
}

export interface OptionsRead {
  readonly options: readonly OptionWord[];
  /** the following word was the value of the last */
  readonly tookNext: boolean;
}

/** `ifAbsent` in code is `--if-absent` on the command line. */
export function longOption(flag: string): string {
  return `--${flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

export function flagOf(longOption: string): string {
  return longOption.slice(2).replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The options in `word`, which begins with a dash. What is unknown stays, for others to refuse. */
export function readOption(
  word: string,
  following: string | undefined,
  { grammar }: { grammar: OptionGrammar },
): OptionsRead {
  const { signalFlag } = grammar;
  if (signalFlag !== undefined && /^-(\d+|[A-Z][A-Z0-9]+)$/.test(word)) {
    return {
      options: [{ option: longOption(signalFlag), value: word.slice(1) }],
      tookNext: false,
    };
  }
  return word.startsWith("--")
    ? readLong(word, following, { grammar })
    : readCluster(word, following, { grammar });
}

function readLong(
  word: string,
  following: string | undefined,
  { grammar: { flags } }: { grammar: OptionGrammar },
): OptionsRead {
  const at = word.indexOf("=");
  const option = at < 0 ? word : word.slice(0, at);
  const value = at < 0 ? following : word.slice(at + 1);
  const name = flagOf(option);
  const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
  if (flag === undefined || flag.kind === "boolean" || value === undefined) {
    return { options: [{ option: word }], tookNext: false };
  }
  return { options: [{ option, value }], tookNext: at < 0 };
}

function readCluster(
  word: string,
  following: string | undefined,
  { grammar: { flags, letters } }: { grammar: OptionGrammar },
): OptionsRead {
  const options: OptionWord[] = [];
  for (let i = 1; i < word.length; i++) {
    const letter = word[i] ?? "";
    const name = Object.hasOwn(letters, letter) ? letters[letter] : undefined;
    if (name === undefined) {
      return { options: [...options, { option: `-${letter}` }], tookNext: false };
    }
    const option = longOption(name);
    if (flags[name]?.kind === "boolean") {
      options.push({ option });
      continue;
    }
    const joined = word.slice(i + 1).replace(/^=/, "");
    const value = joined === "" ? following : joined;
    options.push(value === undefined ? { option } : { option, value });
    return { options, tookNext: joined === "" && value !== undefined };
  }
  return { options, tookNext: false };
}
