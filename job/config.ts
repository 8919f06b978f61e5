/** chore.toml: from its text to what it says for a session, or to all that is wrong with it. */

import { LIMITS } from "../limits.ts";
import { EMPTY, mergeSections, type Section } from "./config_section.ts";
import {
  PLAIN,
  PROFILE,
  slots,
  type TableName,
  type TableOf,
  type TableOfProfile,
  TABLES,
} from "./config_shape.ts";
import { HOOK_GROUP } from "./hook_kinds.ts";
import { NAME_PATTERN } from "./name.ts";
import { NO_PROFILE } from "./profile.ts";
import {
  isTable,
  type Place,
  quotedKey,
  readTable,
  type Table,
  TomlCheck,
  type TomlReading,
  type Wrong,
} from "./toml_check.ts";
import type { TomlPath } from "./toml_position.ts";

export interface Reading extends TomlReading {
  /** the session that is to be served */
  readonly session: string;
}

export type Read = { readonly kind: "section"; readonly section: Section } | Wrong;

/** Tables in tables; more cannot be meant. */
const depth = 32;

/** What the text says for the session; the parts for others are checked as well. */
export function readConfig(text: string, reading: Reading): Read {
  const read = readTable(text, reading, { depth });
  if (read.kind === "wrong") return read;
  const check = new Check(reading, read.lineOf);
  const sections = check.document(read.root);
  const section = sections.get(reading.session) ?? sections.get("") ?? EMPTY;
  return check.wrong ?? { kind: "section", section };
}

class Check extends TomlCheck {
  /** What holds for each session that the document names; for the others, what is under no name. */
  document(root: Table): ReadonlyMap<string, Section> {
    const top = this.#section(root, { path: [], others: ["session"] });
    this.#crossCheck(top, { owners: [{ section: top, path: [] }] });
    const sections = new Map([["", top]]);
    for (const [name, value] of this.#entries(root["session"], ["session"])) {
      const path = ["session", name];
      if (!NAME_PATTERN.test(name)) {
        this.complain(path, `${quotedKey(name)} is no session: ${named}`);
      } else if (!isTable(value)) {
        this.complain(path, "a table is wanted");
      } else {
        const own = this.#section(value, { path, others: [] });
        const merged = mergeSections(top, own);
        this.#crossCheck(merged, {
          owners: [{ section: own, path }, { section: top, path: [] }],
        });
        sections.set(name, merged);
      }
    }
    return sections;
  }

  #section(table: Table, { path, others = [] }: Place): Section {
    const known = [...Object.keys(PLAIN), ...Object.keys(TABLES), "groups", "profile", ...others];
    this.refuseStrange(table, { path, known });
    const keepMs = table["keep"] === undefined
      ? undefined
      : this.value(PLAIN.keep, table["keep"], [...path, "keep"]);
    return {
      ...keepMs === undefined ? {} : { keepMs },
      groups: this.#groups(table["groups"], [...path, "groups"]),
      profiles: this.#profiles(table["profile"], [...path, "profile"]),
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
      const checked = this.value(slots, count, here);
      if (!NAME_PATTERN.test(name)) this.complain(here, `${quotedKey(name)} is no group: ${named}`);
      groups.set(name, checked ?? 0);
    }
    if (groups.size > LIMITS.groups) {
      this.complain(path, `a session has at most ${LIMITS.groups} groups`);
    }
    return groups;
  }

  #profiles(value: unknown, path: TomlPath): ReadonlyMap<string, TableOfProfile> {
    const profiles = new Map<string, TableOfProfile>();
    for (const [name, table] of this.#entries(value, path)) {
      const here = [...path, name];
      if (!NAME_PATTERN.test(name)) {
        this.complain(here, `${quotedKey(name)} is no profile: ${named}`);
      }
      if (name === NO_PROFILE) this.complain(here, "that is the name of having no profile");
      profiles.set(name, this.fields(PROFILE.entries, table, { path: here }) as TableOfProfile);
    }
    if (profiles.size > LIMITS.profiles) {
      this.complain(path, `a session has at most ${LIMITS.profiles} profiles`);
    }
    return profiles;
  }

  #table<T extends TableName>(name: T, holder: Table, above: TomlPath): TableOf<T> {
    const value = holder[name];
    if (value === undefined) return {} as TableOf<T>;
    return this.fields(TABLES[name].entries, value, { path: [...above, name] }) as TableOf<T>;
  }

  #entries(value: unknown, path: TomlPath): [string, unknown][] {
    if (value === undefined || isTable(value)) return Object.entries(value ?? {});
    this.complain(path, "a table is wanted");
    return [];
  }

  /** What is right by itself, and wrong with what else holds. The first owner that says it is told. */
  #crossCheck(
    { defaults: { orphan, output, group, profile }, groups, profiles }: Section,
    { owners }: { owners: readonly { section: Section; path: TomlPath }[] },
  ): void {
    const wrong = (key: "output" | "group" | "profile", what: string) => {
      const owner = owners.find(({ section }) => section.defaults[key] !== undefined);
      this.complain([...owner?.path ?? [], "defaults", key], what);
    };
    if (orphan === "adopt" && output === "pipe") {
      wrong("output", 'with orphan "adopt" it is "direct" or "fifo": a pipe ends with its worker');
    }
    if (profile !== undefined && profile !== NO_PROFILE && !profiles.has(profile)) {
      wrong("profile", `there is no profile "${profile}": give it a table [profile.${profile}]`);
    }
    if (group === HOOK_GROUP) wrong("group", `the slots of group "${group}" are for hooks alone`);
    if (group === undefined || isAlwaysThere(group) || groups.has(group)) return;
    wrong("group", `there is no group "${group}": give it its slots in [groups]`);
  }
}

const isAlwaysThere = (group: string) => group === "default" || group === HOOK_GROUP;

const named = `a name is 1 to ${LIMITS.nameChars} letters, digits and underscores`;
