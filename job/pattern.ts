/** Patterns of rules, compiled by re2, whose time is linear in what it reads: no pattern can hang who uses it. */

import { RE2JS, RE2JSSyntaxException } from "re2js";
import { LIMITS } from "../limits.ts";
import { problemOfGroup } from "./captures.ts";
import type { Rule, Trigger } from "./reaction.ts";

/** `^` and `$` are the ends of a line, wherever it stands in a text. @throws {Error} */
export function compilePattern(pattern: string): RE2JS {
  return RE2JS.compile(pattern, RE2JS.MULTILINE);
}

/** What is wrong with the patterns of a job: which rule, and where in it; undefined where nothing is. */
export function problemOfPatterns(rules: readonly Pick<Rule, "on">[]): string | undefined {
  let size = 0;
  for (const [index, { on }] of rules.entries()) {
    if (on.kind !== "match") continue;
    const checked = checkPattern(on);
    if (typeof checked === "string") {
      return `rule ${index + 1} of ${rules.length}: pattern "${shown(on.pattern)}": ${checked}`;
    }
    size += checked.size;
    if (size > LIMITS.patternsSize) {
      return `rule ${index + 1} of ${rules.length}: the patterns are too large together: ` +
        `more than ${LIMITS.patternsSize} instructions`;
    }
  }
  return undefined;
}

function checkPattern({ pattern }: Extract<Trigger, { kind: "match" }>): { size: number } | string {
  let compiled: RE2JS;
  try {
    // without what we put before it: the words are about what its user wrote
    compiled = RE2JS.compile(pattern);
  } catch (error) {
    return errorText(pattern, error);
  }
  const size = compiled.programSize();
  if (size > LIMITS.patternSize) {
    return `it is too large: ${size} instructions, at most ${LIMITS.patternSize}`;
  }
  const names = Object.keys(compiled.namedGroups());
  if (names.length > LIMITS.namedGroups) {
    return `it has ${names.length} named groups, at most ${LIMITS.namedGroups}`;
  }
  return names.map(problemOfGroup).find((each) => each !== undefined) ?? { size };
}

/** In re2's words, with the place where that can be told. */
function errorText(pattern: string, error: unknown): string {
  if (!(error instanceof RE2JSSyntaxException)) {
    return error instanceof Error ? error.message : String(error);
  }
  const { error: what, input } = error;
  if (input === null || input === "") return `${what}, at its end`;
  const at = pattern.indexOf(input);
  const isOnly = at >= 0 && pattern.indexOf(input, at + 1) < 0;
  return `${what}: "${shown(input)}"${isOnly ? `, at character ${at + 1}` : ""}`;
}

/** The start of a long one. */
function shown(text: string): string {
  return text.length > shownChars ? `${text.slice(0, shownChars)}…` : text;
}

const shownChars = 80;
