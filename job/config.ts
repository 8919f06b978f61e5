/** chore.toml: from its text to what it says for a session, or to all that is wrong with it. */

import { parse, TomlDate, TomlError } from "smol-toml";
import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import { PLAIN, slots, type TableName, type TableOf, TABLES } from "./config_shape.ts";
import { given } from "./given.ts";
import { HOOK_GROUP } from "./hook_kinds.ts";
import { NAME_PATTERN } from "./name.ts";
import { findLines, type LineOf, type TomlPath } from "./toml_position.ts";

/** What a file, or one of its parts for a session, says; only what it does say. */
export interface Section {
  readonly keepMs?: number;
  readonly groups: ReadonlyMap<string, number>;
  readonly defaults: TableOf<"defaults">;
  readonly hooks: TableOf<"hooks">;
  readonly alert: TableOf<"alert">;
  readonly output: TableOf<"output">;
  readonly log: TableOf<"log">;
}

export interface Reading {
  /** its name, for messages */
  readonly file: string;
  /** the session that is to be served */
  readonly session: string;
  /** which of the known words may have been meant */
  readonly suggest: (wrong: string, known: readonly string[]) => string | undefined;
}

export type Read =
  | { readonly kind: "section"; readonly section: Section }
  /** a line each: `FILE:LINE: KEY: what is wrong` */
  | { readonly kind: "wrong"; readonly complaints: readonly string[] };

/** Tables in tables; more cannot be meant. */
const depth = 32;

/** What the text says for the session; the parts for others are checked as well. */
export function readConfig(text: string, reading: Reading): Read {
  let root: Table;
  try {
    root = parse(text, { maxDepth: depth });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return { kind: "wrong", complaints: [syntaxComplaint(error, reading)] };
  }
  const check = new Check(reading, findLines(text));
  const sections = check.document(root);
  if (check.complaints.length > 0) return { kind: "wrong", complaints: check.told };
  return { kind: "section", section: sections.get(reading.session) ?? sections.get("") ?? EMPTY };
}

export const EMPTY: Section = {
  groups: new Map(),
  defaults: {},
  ...{ hooks: {}, alert: {}, output: {}, log: {} },
};

function syntaxComplaint({ message, line, column }: TomlError, { file }: Reading): string {
  const [first = ""] = message.replace(/^Invalid TOML document: /, "").split(/\.?\n/);
  return `${file}:${line}:${column}: ${first}`;
}

type Table = Readonly<Record<string, unknown>>;

interface Complaint {
  readonly line: number;
  readonly text: string;
}

class Check {
  readonly complaints: Complaint[] = [];

  constructor(readonly reading: Reading, readonly lineOf: LineOf) {}

  /** In the order of the lines, each once, up to a bound. */
  get told(): string[] {
    const sorted = this.complaints.toSorted((a, b) => a.line - b.line);
    const texts = [...new Set(sorted.map(({ text }) => text))];
    const more = texts.length - LIMITS.configComplaints;
    if (more <= 0) return texts;
    return [...texts.slice(0, LIMITS.configComplaints), `${this.reading.file}: and ${more} more`];
  }

  /** What holds for each session that the document names; for the others, what is under no name. */
  document(root: Table): ReadonlyMap<string, Section> {
    const top = this.#section(root, { path: [], others: ["session"] });
    this.#crossCheck(top, { owners: [{ section: top, path: [] }] });
    const sections = new Map([["", top]]);
    for (const [name, value] of this.#entries(root["session"], ["session"])) {
      const path = ["session", name];
      if (!NAME_PATTERN.test(name)) {
        this.#complain(path, `${quoted(name)} is no session: ${named}`);
      } else if (!isTable(value)) {
        this.#complain(path, "a table is wanted");
      } else {
        const own = this.#section(value, { path, others: [] });
        const merged = merge(top, own);
        this.#crossCheck(merged, {
          owners: [{ section: own, path }, { section: top, path: [] }],
        });
        sections.set(name, merged);
      }
    }
    return sections;
  }

  #section(table: Table, { path, others }: Place): Section {
    const known = [...Object.keys(PLAIN), ...Object.keys(TABLES), "groups", ...others];
    this.#refuseStrange(table, { path, known });
    const keepMs = table["keep"] === undefined
      ? undefined
      : this.#value(PLAIN.keep, table["keep"], [...path, "keep"]);
    return {
      ...keepMs === undefined ? {} : { keepMs },
      groups: this.#groups(table["groups"], [...path, "groups"]),
      defaults: this.#table("defaults", table, path),
      hooks: this.#table("hooks", table, path),
      alert: this.#table("alert", table, path),
      output: this.#table("output", table, path),
      log: this.#table("log", table, path),
    };
  }

  #groups(value: unknown, path: TomlPath): ReadonlyMap<string, number> {
    const groups = new Map<string, number>();
    for (const [name, count] of this.#entries(value, path)) {
      const here = [...path, name];
      const checked = this.#value(slots, count, here);
      if (!NAME_PATTERN.test(name)) this.#complain(here, `${quoted(name)} is no group: ${named}`);
      groups.set(name, checked ?? 0);
    }
    if (groups.size > LIMITS.groups) {
      this.#complain(path, `a session has at most ${LIMITS.groups} groups`);
    }
    return groups;
  }

  #table<T extends TableName>(name: T, holder: Table, above: TomlPath): TableOf<T> {
    const value = holder[name];
    const path = [...above, name];
    const shape = TABLES[name];
    if (value === undefined) return {} as TableOf<T>;
    if (!isTable(value)) {
      this.#complain(path, "a table is wanted");
      return {} as TableOf<T>;
    }
    this.#refuseStrange(value, { path, known: Object.keys(shape.entries) });
    // each by itself: what is wrong with one hides nothing that is wrong with others
    const entries = Object.entries<v.GenericSchema>(shape.entries).map(([key, entry]) => {
      const said = value[key];
      return [key, said === undefined ? said : this.#value(entry, said, [...path, key])];
    });
    return given(Object.fromEntries(entries)) as TableOf<T>;
  }

  /** What the shape makes of it; undefined where something is wrong. */
  #value<T>(shape: v.GenericSchema<unknown, T>, value: unknown, path: TomlPath): T | undefined {
    const checked = v.safeParse(shape, value);
    if (checked.success) return checked.output;
    for (const issue of checked.issues) {
      const within = issue.path?.map(({ key }) => key as string | number) ?? [];
      this.#complain([...path, ...within], issue.message);
    }
    return undefined;
  }

  #refuseStrange(table: Table, { path, known }: { path: TomlPath; known: readonly string[] }) {
    for (const key of Object.keys(table).filter((key) => !known.includes(key))) {
      const near = this.reading.suggest(key, known);
      const hint = near === undefined ? "" : `: did you mean "${near}"?`;
      this.#complain([...path, key], `there is no such key${hint}`);
    }
  }

  #entries(value: unknown, path: TomlPath): [string, unknown][] {
    if (value === undefined || isTable(value)) return Object.entries(value ?? {});
    this.#complain(path, "a table is wanted");
    return [];
  }

  /** What is right by itself, and wrong with what else holds. The first owner that says it is told. */
  #crossCheck(
    { defaults: { orphan, output, group }, groups }: Section,
    { owners }: { owners: readonly { section: Section; path: TomlPath }[] },
  ): void {
    const wrong = (key: "output" | "group", what: string) => {
      const owner = owners.find(({ section }) => section.defaults[key] !== undefined);
      this.#complain([...owner?.path ?? [], "defaults", key], what);
    };
    if (orphan === "adopt" && output === "pipe") {
      wrong("output", 'with orphan "adopt" it is "direct" or "fifo": a pipe ends with its worker');
    }
    if (group === HOOK_GROUP) wrong("group", `the slots of group "${group}" are for hooks alone`);
    if (group === undefined || isAlwaysThere(group) || groups.has(group)) return;
    wrong("group", `there is no group "${group}": give it its slots in [groups]`);
  }

  #complain(path: TomlPath, what: string): void {
    const line = this.lineOf(path);
    this.complaints.push({
      line,
      text: `${this.reading.file}:${line}: ${path.map(shownKey).join(".")}: ${what}`,
    });
  }
}

const isAlwaysThere = (group: string) => group === "default" || group === HOOK_GROUP;

interface Place {
  readonly path: TomlPath;
  /** keys that only the top has */
  readonly others: readonly string[];
}

const named = `a name is 1 to ${LIMITS.nameChars} letters, digits and underscores`;

function merge(top: Section, own: Section): Section {
  return {
    ...top,
    ...own,
    groups: new Map([...top.groups, ...own.groups]),
    defaults: { ...top.defaults, ...own.defaults },
    hooks: { ...top.hooks, ...own.hooks },
    alert: { ...top.alert, ...own.alert },
    output: { ...top.output, ...own.output },
    log: { ...top.log, ...own.log },
  };
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof TomlDate);
}

function shownKey(key: string | number): string {
  return /^[\w-]+$/.test(String(key)) ? cut(String(key)) : quoted(String(key));
}

const quoted = (text: string) => JSON.stringify(cut(text));

function cut(text: string): string {
  return text.length <= LIMITS.nameChars ? text : `${text.slice(0, LIMITS.nameChars)}…`;
}
