/** A text that each match of a pattern must hold, so that where it is not the pattern need not be tried. */

import { LIMITS } from "../limits.ts";

/** What a text is sought for before the patterns are. */
export interface Needle {
  readonly text: string;
  readonly ignoresCase: boolean;
}

/** One step through a pattern: what it matches, and where the next step begins. */
interface Atom {
  readonly char?: string;
  /** what stands in the group */
  readonly group?: string;
  readonly end: number;
}

const PUNCTUATION = /[!-/:-@[-`{-~]/;
const QUANTIFIER = /[*+?]\??|\{(\d+)(?:,\d*)?\}\??/y;

/**
 * Texts of which every match of `pattern` has at least one in it; undefined where none can be told, which
 * is never wrong.
 */
export function needlesOf(pattern: string): readonly Needle[] | undefined {
  const flags = /^\(\?i\)/.exec(pattern)?.[0] ?? "";
  const texts = textsOf(pattern.slice(flags.length));
  if (texts === undefined || leastLength(texts) < LIMITS.needleCharsLeast) return undefined;
  return texts.map((text) => ({
    text: text.slice(0, LIMITS.needleChars),
    ignoresCase: flags !== "",
  }));
}

/** Finds the first of `needles`, each of plain characters alone: so its time has a bound. */
export function needleRegex(needles: readonly Needle[]): RegExp {
  const ignoresCase = needles.some((needle) => needle.ignoresCase);
  const texts = needles.map(({ text }) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  return new RegExp([...new Set(texts)].join("|"), ignoresCase ? "iu" : "");
}

/** Where one of several will do, the shortest is found most often. */
function leastLength(texts: readonly string[]): number {
  return Math.min(...texts.map(({ length }) => length));
}

/** Of all texts of which one must be there, those that are found least; undefined for what is not understood. */
function textsOf(pattern: string): readonly string[] | undefined {
  const all: (readonly string[])[] = [];
  let run = "";
  let best: readonly string[] = [""];
  const offer = (texts: readonly string[]) => {
    if (leastLength(texts) > leastLength(best)) best = texts;
  };
  const endRun = () => {
    offer([run]);
    run = "";
  };
  for (let at = 0; at < pattern.length;) {
    if (pattern.charAt(at) === "|") {
      endRun();
      all.push(best);
      best = [""];
      at++;
      continue;
    }
    const atom = atomAt(pattern, at);
    if (atom === undefined) return undefined;
    QUANTIFIER.lastIndex = atom.end;
    const quantifier = QUANTIFIER.exec(pattern)?.[0] ?? "";
    const isOptional = /^[*?]|^\{0/.test(quantifier);
    const inner = atom.group === undefined ? undefined : textsOf(atom.group);
    if (inner !== undefined && !isOptional) offer(inner);
    if (atom.char !== undefined && !isOptional) run += atom.char;
    if (atom.char === undefined || quantifier !== "") endRun();
    at = atom.end + quantifier.length;
  }
  endRun();
  return [...all, best].flat();
}

function atomAt(pattern: string, at: number): Atom | undefined {
  const char = pattern.charAt(at);
  const next = pattern.charAt(at + 1);
  switch (char) {
    case ")":
    case "*":
    case "+":
    case "?":
      return undefined;
    case "\\":
      if (PUNCTUATION.test(next)) return { char: next, end: at + 2 };
      return /[dDsSwWbB]/.test(next) ? { end: at + 2 } : undefined;
    case "[":
      return endsAt(classEnd(pattern, at));
    case "(":
      return groupAt(pattern, at);
    case ".":
    case "^":
    case "$":
      return { end: at + 1 };
    default:
      return /[ -~]/.test(char) ? { char, end: at + 1 } : undefined;
  }
}

function endsAt(end: number | undefined): Atom | undefined {
  return end === undefined ? undefined : { end };
}

/** Behind the class that begins at `at`; undefined for what holds another class. */
function classEnd(pattern: string, at: number): number | undefined {
  const [text] = /^\[\^?(?:\\[^pPQ]|[^\\[\]])+\]/.exec(pattern.slice(at)) ?? [];
  return text === undefined ? undefined : at + text.length;
}

/** Undefined for one whose flags could mean more than itself. */
function groupAt(pattern: string, at: number): Atom | undefined {
  const [opening = "("] = /^\(\?(?::|P?<[a-zA-Z_]\w*>)/.exec(pattern.slice(at)) ?? [];
  if (opening === "(" && pattern.charAt(at + 1) === "?") return undefined;
  const end = groupEnd(pattern, at);
  if (end === undefined) return undefined;
  return { group: pattern.slice(at + opening.length, end - 1), end };
}

function groupEnd(pattern: string, at: number): number | undefined {
  let depth = 0;
  for (let i = at; i < pattern.length;) {
    const char = pattern.charAt(i);
    const atom = char === "(" || char === ")" || char === "|" ? { end: i + 1 } : atomAt(pattern, i);
    if (char === "(") depth++;
    if (char === ")" && --depth === 0) return i + 1;
    // a quantifier is no atom
    i = atom?.end ?? (/[*+?]/.test(char) ? i + 1 : pattern.length);
  }
  return undefined;
}
