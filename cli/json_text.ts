/** JSON of which it is known where each value stands, so that a complaint can name the line. */

/** What is wrong with a text, and where: line and column, from 1. */
export class JsonError extends Error {
  override name = "JsonError";
  readonly line: number;
  readonly column: number;

  constructor(message: string, { line, column }: { line: number; column: number }) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

export interface Line {
  /** from 1 */
  readonly number: number;
  /** without the blanks around it */
  readonly text: string;
}

export interface JsonText {
  readonly value: unknown;
  /** Where the value at a path as `restart.attempts`, or else what holds it, stands. */
  lineOf(path: string): Line;
}

/** @throws {JsonError} */
export function readJson(text: string): JsonText {
  const scanner = new Scanner(text);
  const value = scanner.readAll();
  const lines = text.split("\n");
  return {
    value,
    lineOf(path) {
      const parts = path === "" ? [] : path.split(".");
      while (parts.length > 0 && !scanner.places.has(parts.join("."))) parts.pop();
      const number = scanner.places.get(parts.join(".")) ?? 1;
      return { number, text: (lines[number - 1] ?? "").trim() };
    },
  };
}

const depthMost = 32;
const blank = /[ \t\r\n]*/y;
const stringToken = /"(?:[^"\\\n]|\\.)*"/y;
const plainToken = /[-+.\w]+/y;

class Scanner {
  /** the line of each value by its path */
  readonly places = new Map<string, number>();
  #at = 0;
  #counted = 0;
  #newlines = 0;

  constructor(readonly text: string) {}

  readAll(): unknown {
    const value = this.#value([]);
    this.#skipBlank();
    if (this.#at < this.text.length) throw this.#wrong("the end was expected");
    return value;
  }

  #value(path: readonly string[]): unknown {
    this.#skipBlank();
    const key = path.join(".");
    if (!this.places.has(key)) this.places.set(key, this.#line);
    if (path.length > depthMost) throw this.#wrong("it is too deep");
    const character = this.text[this.#at];
    if (character === "{") return this.#object(path);
    if (character === "[") return this.#array(path);
    if (character === '"') return this.#string();
    return this.#plain();
  }

  #object(path: readonly string[]): unknown {
    const entries: [string, unknown][] = [];
    this.#items("}", () => {
      const line = this.#line;
      const key = this.#string();
      if (entries.some(([other]) => other === key)) throw this.#wrong(`"${key}" is there twice`);
      this.places.set([...path, key].join("."), line);
      this.#skipBlank();
      if (!this.#take(":")) throw this.#wrong('a ":" was expected');
      entries.push([key, this.#value([...path, key])]);
    });
    return Object.fromEntries(entries);
  }

  #array(path: readonly string[]): unknown {
    const values: unknown[] = [];
    this.#items("]", () => values.push(this.#value([...path, String(values.length)])));
    return values;
  }

  /** What stands between a bracket and its end, with commas between. */
  #items(end: string, readItem: () => void): void {
    this.#at++;
    this.#skipBlank();
    if (this.#take(end)) return;
    for (;;) {
      this.#skipBlank();
      readItem();
      this.#skipBlank();
      if (this.#take(end)) return;
      if (!this.#take(",")) throw this.#wrong(`a "," or "${end}" was expected`);
    }
  }

  #string(): string {
    const token = this.#match(stringToken);
    if (token === undefined) throw this.#wrong("a text in double quotes was expected");
    return this.#parse(token) as string;
  }

  #plain(): unknown {
    const token = this.#match(plainToken);
    if (token === undefined) throw this.#wrong("a value was expected");
    return this.#parse(token);
  }

  /** One token, which has nothing within that would need a place. */
  #parse(token: string): unknown {
    try {
      return JSON.parse(token);
    } catch {
      this.#at -= token.length;
      throw this.#wrong(`${token} is no value: texts stand in double quotes`);
    }
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const token = pattern.exec(this.text)?.[0];
    this.#at += token?.length ?? 0;
    return token;
  }

  #take(character: string): boolean {
    if (this.text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #skipBlank(): void {
    this.#match(blank);
  }

  /** Counted on from where it was asked for last. */
  get #line(): number {
    for (; this.#counted < this.#at; this.#counted++) {
      if (this.text[this.#counted] === "\n") this.#newlines++;
    }
    return this.#newlines + 1;
  }

  #wrong(message: string): JsonError {
    const before = this.text.slice(0, this.#at).split("\n");
    const column = (before.at(-1)?.length ?? 0) + 1;
    return new JsonError(message, { line: before.length, column });
  }
}
