/** The plain form of the seed: words that begin with an option, such as `chore -j build -t`, become a verb. */

import { run } from "./commands/run.ts";
import { wrongUse } from "./failure.ts";
import { EVERY_FLAGS, EVERY_LETTERS } from "./flags.ts";
import { plainWords } from "./words.ts";

/** The verb that was meant, and its words. */
export interface Spoken {
  readonly verb: string;
  readonly words: readonly string[];
  readonly debug: boolean;
}

interface Letter {
  /** the verb that the letter asks for; one that has none is passed on */
  readonly verb?: string;
  /** what the verb gets for it */
  readonly words?: readonly string[];
  /** the option of the verb that takes its value */
  readonly value?: string;
}

/** The letters that ask for something to be done. All others are options of `run`. */
export const SEED_LETTERS: Readonly<Record<string, Letter>> = {
  l: { verb: "list" },
  s: { verb: "show" },
  S: { verb: "show", words: ["--stats"] },
  t: { verb: "stop" },
  k: { verb: "signal", value: "--signal" },
  o: { verb: "log", words: ["--stdout"] },
  i: { verb: "send", value: "--stdin" },
};

/** Letters of the plain form that take a value, and what becomes of it. */
const VALUES: Readonly<Record<string, "session" | "job">> = { n: "session", j: "job" };

const LONG_VALUES: Readonly<Record<string, "session" | "job">> = {
  "--session": "session",
  "--name": "job",
};

/** Which verb the words speak of. @throws {Failure} */
export function spokenVerb(words: readonly string[]): Spoken {
  const { rest, debug } = leadingOptions(words);
  const [first] = rest;
  if (first === undefined) return { verb: "help", words: [], debug };
  if (first === "-v" || first === "--version") return { verb: "version", words: [], debug };
  if (first === "-h" || first === "--help") return { verb: "help", words: rest.slice(1), debug };
  if (!first.startsWith("-")) return { verb: first, words: rest.slice(1), debug };
  return { ...plainForm(rest), debug };
}

/** Takes off `-d` and `-n NAME`, which may stand before anything; the launcher has read the session. */
function leadingOptions(words: readonly string[]): { rest: readonly string[]; debug: boolean } {
  let debug = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    if (word === "-d" || word === "--debug") debug = true;
    else if (word === "-n" || word === "--session") {
      if (++i >= words.length) throw wrongUse(`Cannot use "${word}": a value must follow`);
    } else if (!/^(-n.|--session=)/.test(word)) return { rest: words.slice(i), debug };
  }
  return { rest: [], debug };
}

function plainForm(words: readonly string[]): { verb: string; words: readonly string[] } {
  const options = words.includes("--") ? words.slice(0, words.indexOf("--")) : words;
  // a command follows: -k and the like are options of run there
  if (options.length < words.length || hasCommandText(options)) return { verb: "run", words };
  const found = readLetters(options);
  if (found.verbs.length === 0) return { verb: "run", words };
  const [verb = "", ...others] = new Set(found.verbs);
  if (others.length > 0) {
    throw wrongUse(
      `Cannot ${verb} and ${others[0]} at once: use one of ${found.letters.join(", ")}`,
    );
  }
  return { verb, words: [...found.words, ...found.jobs] };
}

/** Whether `-c TEXT` is among them, and not the value of another option. */
function hasCommandText(options: readonly string[]): boolean {
  if (!options.some((word) => /^-[^-]*c|^--command/.test(word))) return false;
  const flags = { ...EVERY_FLAGS, ...run.flags };
  const plain = plainWords(options, { flags, letters: { ...EVERY_LETTERS, ...run.letters } });
  return plain.kind === "words" && plain.words.some((word) => /^--command(=|$)/.test(word));
}

interface Found {
  readonly verbs: string[];
  readonly letters: string[];
  readonly words: string[];
  readonly jobs: string[];
}

function readLetters(words: readonly string[]): Found {
  const found: Found = { verbs: [], letters: [], words: [], jobs: [] };
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    const long = LONG_VALUES[word];
    if (long !== undefined) {
      i++;
      if (long === "job") found.jobs.push(words[i] ?? "");
    } else if (/^-[a-zA-Z]/.test(word)) {
      if (readCluster(word, words[i + 1], { found })) i++;
    } else {
      (word.startsWith("-") ? found.words : found.jobs).push(word);
    }
  }
  return found;
}

/** Reads `-lj` or `-jbuild`; whether the next word was its value. */
function readCluster(
  cluster: string,
  following: string | undefined,
  { found }: { found: Found },
): boolean {
  for (let i = 1; i < cluster.length; i++) {
    const character = cluster[i] ?? "";
    const letter = SEED_LETTERS[character];
    const kind = VALUES[character];
    if (letter?.verb !== undefined) {
      found.verbs.push(letter.verb);
      found.letters.push(`-${character}`);
      found.words.push(...letter.words ?? []);
    }
    if (kind === undefined && letter?.value === undefined) {
      if (letter === undefined) found.words.push(`-${character}`);
      continue;
    }
    const joined = cluster.slice(i + 1);
    const value = joined === "" ? following : joined;
    if (value === undefined) throw wrongUse(`Cannot use "-${character}": a value must follow`);
    if (kind === "job") found.jobs.push(value);
    if (letter?.value !== undefined) found.words.push(`${letter.value}=${value}`);
    return joined === "";
  }
  return false;
}
