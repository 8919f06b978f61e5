// Reads the source of a man page, as far as the tests ask: its sections, its lists and the flags that it names.

import { ROOT } from "../support/place.ts";

/** A flag as a page or a table has it. */
export interface Flag {
  readonly letters: readonly string[];
  /** without its dashes; empty where there is none */
  readonly long: string;
  readonly takesValue: boolean;
}

/** One `.It` of a list, and the lines that explain it. */
export interface Item {
  readonly words: readonly string[];
  readonly text: string;
}

export class Page {
  readonly #lines: readonly string[];

  private constructor(readonly name: string, lines: readonly string[]) {
    this.#lines = lines;
  }

  static read(name: string): Page {
    const text = Deno.readTextFileSync(`${ROOT}/man/${name}`);
    return new Page(name, text.replaceAll("\\e\n", "").split("\n"));
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** The part under the heading `title`, of a section or of a subsection. @throws {Error} where there is none */
  part(title: string): Page {
    const start = this.#lines.findIndex((line) =>
      line === `.Sh ${title}` || line === `.Ss ${title}`
    );
    if (start < 0) throw new Error(`${this.name} has no part "${title}"`);
    const ends = this.#lines[start]?.startsWith(".Sh") ? /^\.Sh / : /^\.S[hs] /;
    const length = this.#lines.slice(start + 1).findIndex((line) => ends.test(line));
    const end = length < 0 ? undefined : start + 1 + length;
    return new Page(`${this.name} (${title})`, this.#lines.slice(start + 1, end));
  }

  /** The headings of its subsections. */
  get headings(): string[] {
    return this.#lines.filter((line) => line.startsWith(".Ss ")).map((line) => line.slice(4));
  }

  /** The items of its lists, in order. */
  get items(): Item[] {
    const items: Item[] = [];
    this.#lines.forEach((line, at) => {
      if (!line.startsWith(".It ")) return;
      const length = this.#lines.slice(at + 1).findIndex((each) => /^\.(It |El$)/.test(each));
      const text = plain(this.#lines.slice(at + 1, at + 1 + length));
      items.push({ words: line.split(" ").slice(1), text });
    });
    return items;
  }

  /** The flags that its lists explain. */
  get flags(): Flag[] {
    return this.items.map(({ words }) => flagOf(words))
      .filter(({ letters, long }) => letters.length > 0 || long !== "");
  }

  /** All that it calls a flag, wherever that is: `-n`, `--name`. */
  get namedFlags(): string[] {
    return this.#macros.flatMap((words) => namesIn(words));
  }

  /** The words of every macro `name`, such as `Ev`. */
  named(name: string): string[] {
    return this.#macros.flatMap((words) =>
      words.flatMap((word, at) => word === name ? following(words, at) : [])
    );
  }

  /** As a reader sees it, on one line, without what a macro adds. */
  get text(): string {
    return plain(this.#lines);
  }

  /** Lines that are meant to be typed or copied. */
  get examples(): string[] {
    const examples = this.#lines.filter((line) => line.startsWith(".Dl ")).map((line) =>
      line.slice(4)
    );
    let isOpen = false;
    for (const line of this.#lines) {
      if (line === ".Ed") isOpen = false;
      if (isOpen) examples.push(line);
      if (line.startsWith(".Bd -literal")) isOpen = true;
    }
    return examples;
  }

  get #macros(): string[][] {
    return this.#lines.filter((line) => line.startsWith(".")).map((line) =>
      line.slice(1).split(" ")
    );
  }
}

const MACROS = "Ar Cm Dq Dv Ev Fl Ic It Nm Ns Oc Oo Op Pa Ql Sh Ss Va Xr".split(" ");
const isWord = (word: string) => /^[\w%]/.test(word) && !MACROS.includes(word);

/** The words that belong to the macro at `at`, up to the next. */
function following(words: readonly string[], at: number): string[] {
  const rest = words.slice(at + 1);
  const end = rest.findIndex((word) => MACROS.includes(word));
  return (end < 0 ? rest : rest.slice(0, end)).filter(isWord);
}

function flagOf(words: readonly string[]): Flag {
  const names = namesIn(words);
  return {
    letters: names.filter((name) => !name.startsWith("--")).map((name) => name.slice(1)).sort(),
    long: names.find((name) => name.startsWith("--"))?.slice(2) ?? "",
    takesValue: words.includes("Ar"),
  };
}

/** `Fl Fl name` is a long one, `Fl abc` are three letters, `Fl Fl` alone is the end of options. */
function namesIn(words: readonly string[]): string[] {
  return words.flatMap((word, at) => {
    if (word !== "Fl" || words[at + 1] === "Fl") return [];
    if (words[at - 1] === "Fl") return longName(words, at);
    return following(words, at).flatMap((letters) => [...letters].map((letter) => `-${letter}`));
  });
}

function longName(words: readonly string[], at: number): string[] {
  const name = words[at + 1] ?? "";
  return isWord(name) ? [`--${name}`] : [];
}

function plain(lines: readonly string[]): string {
  const words = lines.filter((line) => !/^\.(Bl|El|Bd|Ed|Pp|Sh|Ss)/.test(line))
    .flatMap((line) => line.startsWith(".") ? line.slice(1).split(" ") : [line])
    .filter((word) => !MACROS.includes(word) && word !== "Dl");
  return words.join(" ").replaceAll(/\s+/g, " ").replaceAll(/ ([.,;:])(?= |$)/g, "$1");
}
