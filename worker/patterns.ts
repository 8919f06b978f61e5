/** The patterns of all rules over a block of lines: first whether any of it can match, and only then each line. */

import { type RE2JS, RE2JS as Re2, RE2Set } from "re2js";
import { needleRegex, needlesOf } from "../job/needle.ts";
import { compilePattern } from "../job/pattern.ts";
import { LIMITS } from "../limits.ts";

/** A line that a pattern matches. */
export interface Hit {
  /** of the pattern, among those that were given */
  readonly index: number;
  readonly line: string;
}

/** Of a match: where it and its groups are in its line. */
export interface Groups {
  readonly spans: [number, number][];
  readonly names: Record<string, number>;
}

/** With few patterns one after the other is faster, since re2 seeks the words that each must have. */
const few = 4;

/** What means something else within a text of many lines than in one. */
const isForLines = /\\[AzZ]|\(\?[a-zA-Z]*-[a-zA-Z]*m/;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

export class Patterns {
  readonly #each: readonly RE2JS[];
  readonly #set: RE2Set | undefined;
  readonly #isByBlock: boolean;
  /** where each pattern needs some text: without any of these none matches, and the system's own search is faster */
  readonly #needles: RegExp | undefined;

  /** Broken UTF-8 is U+FFFD to them. @throws {Error} */
  constructor(patterns: readonly string[]) {
    this.#each = patterns.map(compilePattern);
    this.#isByBlock = !patterns.some((pattern) => isForLines.test(pattern));
    if (patterns.length > few) this.#set = setOf(patterns);
    const needles = patterns.map(needlesOf);
    if (needles.every((each) => each !== undefined)) this.#needles = needleRegex(needles.flat());
  }

  /** Calls `hit` for each line of `block` and each pattern that matches it, in order. */
  search(block: Uint8Array, hit: (hit: Hit) => void): void {
    const text = decoder.decode(block);
    if (this.#needles?.test(text) === false) return;
    const possible = this.#isByBlock ? this.#match(text) : this.#each.map((_, index) => index);
    if (possible.length === 0) return;
    for (let from = 0; from < text.length;) {
      const end = text.indexOf("\n", from);
      const line = text.slice(from, end);
      for (const index of this.#matchLine(line, possible)) hit({ index, line });
      from = end + 1;
    }
  }

  /** Where the first match of a pattern is in a line that it matches. */
  groupsOf({ index, line }: Hit, { most }: { readonly most: number }): Groups {
    const pattern = this.#each[index];
    const matcher = pattern?.matcher(line);
    if (pattern === undefined || matcher?.find() !== true) return { spans: [], names: {} };
    const spanOf = (group: number): [number, number] => [matcher.start(group), matcher.end(group)];
    const plain = Math.min(pattern.groupCount(), most);
    const spans = Array.from({ length: plain + 1 }, (_, group) => spanOf(group));
    const names: Record<string, number> = {};
    for (const [name, group] of Object.entries(pattern.namedGroups())) {
      names[name] = group <= plain ? group : spans.push(spanOf(group)) - 1;
    }
    return { spans, names };
  }

  #matchLine(line: string, possible: readonly number[]): readonly number[] {
    // its memory is bounded, and that of so many automata would not be
    if (this.#set !== undefined) return this.#match(line);
    return possible.filter((index) => this.#each[index]?.test(line));
  }

  #match(text: string): readonly number[] {
    if (this.#set !== undefined) return this.#set.match(text).sort((a, b) => a - b);
    return this.#each.flatMap((pattern, index) => pattern.test(text) ? [index] : []);
  }
}

function setOf(patterns: readonly string[]): RE2Set {
  const set = new RE2Set(RE2Set.UNANCHORED, Re2.MULTILINE, LIMITS.matchMemoryBytes);
  for (const pattern of patterns) set.add(pattern);
  set.compile();
  return set;
}
