/** Checking a TOML document that a user wrote: all that is wrong with it, each with its line. */

import { parse, TomlDate, TomlError } from "smol-toml";
import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import { given } from "./given.ts";
import { findLines, type LineOf, type TomlPath } from "./toml_position.ts";

export type Table = Readonly<Record<string, unknown>>;

export interface TomlReading {
  /** its name, for messages */
  readonly file: string;
  /** which of the known words may have been meant */
  readonly suggest: (wrong: string, known: readonly string[]) => string | undefined;
}

/** A line each: `FILE:LINE: KEY: what is wrong`. */
export interface Wrong {
  readonly kind: "wrong";
  readonly complaints: readonly string[];
}

/** The table at the top, or what keeps it from being read. Tables are nested `depth` deep at most. */
export function readTable(
  text: string,
  { file }: TomlReading,
  { depth }: { readonly depth: number },
): { readonly kind: "table"; readonly root: Table; readonly lineOf: LineOf } | Wrong {
  try {
    return { kind: "table", root: parse(text, { maxDepth: depth }), lineOf: findLines(text) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const { message, line, column } = error;
    const [first = ""] = message.replace(/^Invalid TOML document: /, "").split(/\.?\n/);
    return { kind: "wrong", complaints: [`${file}:${line}:${column}: ${first}`] };
  }
}

interface Complaint {
  readonly line: number;
  readonly text: string;
}

/** The shapes of the keys of one table. */
export type Shapes = Readonly<Record<string, v.GenericSchema>>;

export class TomlCheck {
  readonly #complaints: Complaint[] = [];
  readonly #reading: TomlReading;
  readonly #lineOf: LineOf;

  constructor(reading: TomlReading, lineOf: LineOf) {
    this.#reading = reading;
    this.#lineOf = lineOf;
  }

  /** All that is wrong, in the order of the lines, each once, up to a bound; undefined where nothing is. */
  get wrong(): Wrong | undefined {
    const sorted = this.#complaints.toSorted((a, b) => a.line - b.line);
    const texts = [...new Set(sorted.map(({ text }) => text))];
    if (texts.length === 0) return undefined;
    const more = texts.length - LIMITS.configComplaints;
    const told = texts.slice(0, LIMITS.configComplaints);
    const rest = more > 0 ? [`${this.#reading.file}: and ${more} more`] : [];
    return { kind: "wrong", complaints: [...told, ...rest] };
  }

  /** The fields of a table. Each by itself: what is wrong with one hides nothing that is wrong with others. */
  fields(entries: Shapes, value: unknown, { path, others = [] }: Place): Table {
    if (!isTable(value)) {
      this.complain(path, "a table is wanted");
      return {};
    }
    this.refuseStrange(value, { path, known: [...Object.keys(entries), ...others] });
    const fields = Object.entries(entries).map(([key, entry]) => {
      const said = Object.hasOwn(value, key) ? value[key] : undefined;
      return [key, said === undefined ? said : this.value(entry, said, [...path, key])];
    });
    return given(Object.fromEntries(fields));
  }

  /** What the shape makes of it; undefined where something is wrong. */
  value<T>(shape: v.GenericSchema<unknown, T>, value: unknown, path: TomlPath): T | undefined {
    const checked = v.safeParse(shape, value);
    if (checked.success) return checked.output;
    for (const issue of checked.issues) {
      const within = issue.path?.map(({ key }) => key as string | number) ?? [];
      this.complain([...path, ...within], issue.message);
    }
    return undefined;
  }

  refuseStrange(table: Table, { path, known }: { path: TomlPath; known: readonly string[] }): void {
    for (const key of Object.keys(table).filter((key) => !known.includes(key))) {
      const near = this.#reading.suggest(key, known);
      const hint = near === undefined ? "" : `: did you mean "${near}"?`;
      this.complain([...path, key], `there is no such key${hint}`);
    }
  }

  complain(path: TomlPath, what: string): void {
    const line = this.#lineOf(path);
    const text = `${this.#reading.file}:${line}: ${path.map(shownKey).join(".")}: ${what}`;
    this.#complaints.push({ line, text });
  }
}

export interface Place {
  readonly path: TomlPath;
  /** keys that something else looks at */
  readonly others?: readonly string[];
}

export function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof TomlDate);
}

function shownKey(key: string | number): string {
  return /^[\w-]+$/.test(String(key)) ? cut(String(key)) : quotedKey(String(key));
}

export const quotedKey = (text: string) => JSON.stringify(cut(text));

function cut(text: string): string {
  return text.length <= LIMITS.nameChars ? text : `${text.slice(0, LIMITS.nameChars)}…`;
}
