/** The keys of a policy file, as its users write them. */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import { parseDuration } from "./duration.ts";
import { SANDBOXES } from "./policies.ts";
import { LIMIT_FIELDS } from "./policy.ts";
import { expected, fits, LIMIT_KINDS, type LimitKind } from "./resource_limits.ts";
import { parseSize } from "./size.ts";

// deno-lint-ignore no-control-regex
const controls = /[\u0000-\u001f\u007f]/;

/** What is wrong with a path, whatever lies there; undefined where nothing is. */
export function complaintOfPath(path: string): string | undefined {
  if (!path.startsWith("/")) return "a path is absolute";
  if (controls.test(path)) return "a path with a newline or another control character is refused";
  if (path.includes(",")) return "a path with a comma is refused";
  if (/\/(?:\.{0,2})\//.test(path) || /\/\.{1,2}$/.test(path)) {
    return 'write it without ".", ".." and "//"';
  }
  return new TextEncoder().encode(path).length > LIMITS.pathBytes
    ? `a path is at most ${LIMITS.pathBytes} bytes`
    : undefined;
}

const path = v.pipe(
  v.string("a path is wanted, as a text"),
  v.rawCheck(({ dataset, addIssue }) => {
    const message = dataset.typed ? complaintOfPath(dataset.value) : undefined;
    if (message !== undefined) addIssue({ message });
  }),
);

/** With or without a "/" at its end. */
const folder = v.pipe(path, v.transform((text) => text.replace(/(?<=.)\/$/, "")));

const variable = v.pipe(
  v.string("the name of a variable is wanted"),
  v.check((name) => name !== "", "the name of a variable is empty"),
  v.check((name) => !/=/.test(name) && !controls.test(name), "a name holds no = and no newline"),
  v.check((name) => !/\*./.test(name), 'a "*" stands only at the end of a name'),
  v.maxLength(LIMITS.pathBytes, "the name is too long"),
);

function list<T>(entry: v.GenericSchema<unknown, T>, what: string) {
  return v.pipe(
    v.array(entry, `a list of ${what} is wanted`),
    v.maxLength(LIMITS.policyEntries, `at most ${LIMITS.policyEntries} ${what} are allowed`),
  );
}

/** Without one no job could run: that is never meant. */
function some<T>(entry: v.GenericSchema<unknown, T>, what: string) {
  return v.pipe(
    list(entry, what),
    v.minLength(1, `the list is empty: no job could run: leave it out to allow all ${what}`),
  );
}

const groupPattern = /^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/;

export const TOP = {
  programs: some(path, "programs"),
  folders: some(folder, "folders"),
  variables: list(variable, "variables"),
  ask: v.pipe(
    v.string("the name of a group of users is wanted"),
    v.regex(groupPattern, "it is no name of a group of users"),
  ),
} as const;

export const CONFINE = {
  least: v.picklist(
    SANDBOXES,
    `it is none of ${SANDBOXES.map((word) => `"${word}"`).join(", ")}`,
  ),
  network: v.boolean("true or false is wanted"),
  unix: v.boolean("true or false is wanted"),
  write: list(folder, "folders"),
  see: list(folder, "folders"),
} as const;

const { niceMost } = LIMITS;
const noNice = `a niceness from ${-niceMost} to ${niceMost - 1} is wanted`;

/** By the names that `--limit` has. */
export const BOUNDS: Readonly<Record<string, v.GenericSchema<unknown, number>>> = {
  ...Object.fromEntries(
    LIMIT_KINDS.filter(({ field }) => LIMIT_FIELDS.some((each) => each === field))
      .map((kind) => [kind.name, bound(kind)]),
  ),
  nice: v.pipe(
    v.number(noNice),
    v.check((value) => Number.isInteger(value) && value >= -niceMost && value < niceMost, noNice),
  ),
};

/** `"10m"`, `"1G"`, or a number: of seconds, of bytes, of things. */
function bound(kind: LimitKind): v.GenericSchema<unknown, number> {
  const wanted = `it is no value for ${kind.name}: ${expected(kind)}`;
  return v.pipe(
    v.union([v.string(), v.number()], wanted),
    v.transform((value) => typeof value === "string" ? read(kind, value) : plain(kind, value)),
    v.number(wanted),
    v.check((value) => fits(kind, value), wanted),
  );
}

function read({ unit }: LimitKind, text: string): number | undefined {
  if (unit === "time") return parseDuration(text);
  if (unit === "bytes") return parseSize(text);
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function plain({ unit }: LimitKind, value: number): number {
  return unit === "time" ? value * 1000 : value;
}
