/** Finds the line of each key of a TOML document that has been parsed already, and is therefore sound. */

/** The keys from the top to a value; the elements of an array are counted from 0. */
export type TomlPath = readonly (string | number)[];

/** The line, from 1, of what is at a path; where that is not known, of the nearest that holds it. */
export type LineOf = (path: TomlPath) => number;

export function findLines(text: string): LineOf {
  const lines = new Scanner(text).scan();
  return (path) => {
    for (let length = path.length; length > 0; length--) {
      const line = lines.get(keyOf(path.slice(0, length)));
      if (line !== undefined) return line;
    }
    return 1;
  };
}

/** Keys of a path; what lies deeper has the line of what holds it, or a long chain of keys would cost its square. */
const pathKeys = 32;

/** Values in values; no document that is sound for us has as many, and one that is not must not end the stack. */
const levels = 4 * pathKeys;

function keyOf(path: TomlPath): string {
  return JSON.stringify(path.map(String));
}

/** What ends a value that is neither quoted nor nested. */
const plain = /[^,\]}#\r\n]*/y;
const blank = /[ \t\r\n]*(?:#[^\n]*(?:\n[ \t\r\n]*|$))*/y;
const bareKey = /[A-Za-z0-9_-]+/y;
/** A text on one line, then one on several: these may end in up to two quotes of their own. */
const quoted = /"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/y;
const longQuoted = /"""(?:[^\\]|\\[^])*?"""(?!")|'''[^]*?'''(?!')/y;

class Scanner {
  readonly #lines = new Map<string, number>();
  /** how many elements each array of tables has so far */
  readonly #counts = new Map<string, number>();
  #at = 0;
  #line = 1;

  constructor(readonly text: string) {}

  scan(): ReadonlyMap<string, number> {
    let table: TomlPath = [];
    for (this.#take(blank); this.#at < this.text.length; this.#take(blank)) {
      const before = this.#at;
      if (this.#char === "[") table = this.#readHeader();
      else this.#readPair(table);
      // never stand still, whatever this is
      if (this.#at === before) this.#skip();
    }
    return this.#lines;
  }

  get #char(): string {
    return this.text.charAt(this.#at);
  }

  /** `[a.b]`, or `[[a.b]]` for the next element of an array. */
  #readHeader(): TomlPath {
    const line = this.#line;
    const isElement = this.text.startsWith("[[", this.#at);
    this.#move(isElement ? 2 : 1);
    const keys = this.#readKey();
    this.#take(blank);
    this.#move(isElement ? 2 : 1);
    const last = keys.length - 1;
    let path: (string | number)[] = [];
    keys.forEach((key, index) => {
      path = [...path, key];
      this.#note(path, line);
      const array = keyOf(path);
      if (isElement && index === last) this.#counts.set(array, (this.#counts.get(array) ?? 0) + 1);
      const count = this.#counts.get(array);
      if (count !== undefined) path = [...path, count - 1];
    });
    this.#note(path, line);
    return path;
  }

  #readPair(table: TomlPath): void {
    const line = this.#line;
    const keys = this.#readKey();
    for (let length = 1; length <= keys.length; length++) {
      this.#note([...table, ...keys.slice(0, length)], line);
    }
    this.#take(blank);
    if (this.#char !== "=") return;
    this.#move(1);
    this.#take(blank);
    this.#readValue([...table, ...keys]);
  }

  /** `a`, `a.b`, `"a b" . 'c'` */
  #readKey(): string[] {
    const keys: string[] = [];
    for (;;) {
      this.#take(blank);
      const word = this.#take(quoted);
      keys.push(word === "" ? this.#take(bareKey) : unquoted(word));
      this.#take(blank);
      if (this.#char !== ".") return keys.slice(0, pathKeys);
      this.#move(1);
    }
  }

  #readValue(path: TomlPath): void {
    if (path.length > levels) return void this.#take(plain);
    if (this.#char === "[") return this.#readMany("]", (index) => this.#readElement(path, index));
    if (this.#char === "{") return this.#readMany("}", () => this.#readPair(path));
    if (this.#take(longQuoted) === "" && this.#take(quoted) === "") this.#take(plain);
  }

  #readElement(path: TomlPath, index: number): void {
    const here = [...path, index];
    this.#note(here, this.#line);
    this.#readValue(here);
  }

  /** What stands between brackets, with commas between. */
  #readMany(end: string, read: (index: number) => void): void {
    this.#move(1);
    for (let index = 0;; index++) {
      this.#take(blank);
      if (this.#char === end || this.#at >= this.text.length) return this.#skip();
      const before = this.#at;
      read(index);
      this.#take(blank);
      if (this.#char === "," || this.#at === before) this.#skip();
    }
  }

  #note(path: TomlPath, line: number): void {
    const key = keyOf(path);
    if (!this.#lines.has(key)) this.#lines.set(key, line);
  }

  /** What matches here, and is passed. */
  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found = ""] = pattern.exec(this.text) ?? [];
    this.#move(found.length);
    return found;
  }

  #skip(): void {
    if (this.#at < this.text.length) this.#move(1);
  }

  #move(length: number): void {
    const end = Math.min(this.#at + length, this.text.length);
    for (; this.#at < end; this.#at++) {
      if (this.#char === "\n") this.#line++;
    }
  }
}

const escapes: Readonly<Record<string, string>> = {
  ...{ b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", e: "\x1b" },
};

function unquoted(word: string): string {
  const text = word.slice(1, -1);
  if (word.startsWith("'")) return text;
  return text.replaceAll(
    /\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|.)/g,
    (_all, escape: string) => escape.length === 1 ? escapes[escape] ?? escape : characterOf(escape),
  );
}

function characterOf(escape: string): string {
  const code = parseInt(escape.slice(1), 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}
