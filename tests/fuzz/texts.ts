// Texts that are nearly right: what is valid, cut, repeated, joined, with odd characters, huge numbers and deep brackets in it; and noise.

import fc from "fast-check";

type Change = (text: string) => string;

/** `words` are those that the reader of such a text knows. */
export function mutatedText(
  seeds: readonly string[],
  words: readonly string[] = [],
): fc.Arbitrary<string> {
  const change = changeOf(seeds, words);
  const mutated = fc.tuple(fc.constantFrom(...seeds), fc.array(change, { maxLength: 4 }))
    .map(([seed, changes]) => changes.reduce((text, each) => each(text), seed));
  const pieces = [...ODD_PIECES, ...words, ...seeds];
  return fc.oneof(
    { weight: 8, arbitrary: mutated },
    { weight: 1, arbitrary: fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map(join) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
  );
}

const join = (pieces: readonly string[]) => pieces.join("");

/** No input grows beyond this. */
const mostChars = 512 * 1024;

function changeOf(seeds: readonly string[], words: readonly string[]): fc.Arbitrary<Change> {
  const at = fc.nat();
  const length = fc.oneof(fc.nat(3), fc.nat(40));
  const piece = fc.oneof(
    fc.constantFrom(...ODD_PIECES, ...words),
    fc.string({ unit: "binary", maxLength: 5 }),
  );
  return fc.oneof(
    at.map((at): Change => (text) => text.slice(0, place(text, at))),
    at.map((at): Change => (text) => text.slice(place(text, at))),
    fc.tuple(at, length).map(([at, length]) => splice({ at, length }, "")),
    fc.tuple(at, piece).map(([at, piece]) => splice({ at, length: 0 }, piece)),
    fc.tuple(at, length, piece).map(([at, length, piece]) => splice({ at, length }, piece)),
    fc.tuple(at, length, fc.constantFrom(1, 3, 50, 3000)).map(([at, length, times]) =>
      repeat({ at, length }, times)
    ),
    fc.constantFrom(...ODD_NUMBERS).chain((odd) => at.map((at) => otherNumber(at, odd))),
    fc.tuple(at, at, fc.constantFrom(...seeds)).map(([at, from, other]): Change => (text) =>
      text.slice(0, place(text, at)) + other.slice(place(other, from))
    ),
  ).map((change) => (text) => {
    const changed = change(text);
    return changed.length > mostChars ? text : changed;
  });
}

export const ODD_NUMBERS: readonly string[] = [
  ...[
    "0",
    "-0",
    "-1",
    "00",
    "1e3",
    "1e400",
    "-1e400",
    "0.5",
    "1.",
    ".5",
    "0x10",
    "NaN",
    "Infinity",
  ],
  ...["256", "65536", "2147483648", "4294967296", "9007199254740993", "1152921504606846976"],
  ...["9".repeat(15), "9".repeat(16), "9".repeat(400), "١٢"],
];

export const ODD_PIECES: readonly string[] = [
  ...["\0", "\r", "\n", "\r\n", "\t", " ", "\x1b[31m", "\ufeff", "\ud800", "\udc00", "\u202e"],
  ...["\u2028", "\u0085", "\u00a0", "é", "e\u0301", "ß", "İ", "😀", "'", '"', "\\", "`", "$(x)"],
  ...["%", "#", "/", "..", "//", ",", "=", "-", "--", "*", "?", ":", ";", "|", "&", "~", "@", "!"],
  ...["__proto__", "constructor", "toString", "null", "true", "undefined", "[]", "{}", "<", ">"],
  ...["[".repeat(300), "{".repeat(300), "(".repeat(300), "a".repeat(5000), " ".repeat(3000)],
  ...["\\".repeat(301), '"'.repeat(301), "'".repeat(301), ",".repeat(2000), "\n".repeat(2500)],
  ...ODD_NUMBERS,
];

function place(text: string, at: number): number {
  return at % (text.length + 1);
}

interface Part {
  readonly at: number;
  readonly length: number;
}

function splice({ at, length }: Part, more: string): Change {
  return (text) => {
    const from = place(text, at);
    return text.slice(0, from) + more + text.slice(from + length);
  };
}

function repeat({ at, length }: Part, times: number): Change {
  return (text) => {
    const from = place(text, at);
    return text.slice(0, from) + text.slice(from, from + length).repeat(times) + text.slice(from);
  };
}

/** Puts `odd` in the place of one of the numbers in a text. */
function otherNumber(at: number, odd: string): Change {
  return (text) => {
    const numbers = [...text.matchAll(/\d+/g)];
    const match = numbers[at % Math.max(1, numbers.length)];
    if (match === undefined) return text;
    return text.slice(0, match.index) + odd + text.slice(match.index + match[0].length);
  };
}
