import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { needleRegex, needlesOf } from "../../job/needle.ts";
import { compilePattern } from "../../job/pattern.ts";

Deno.test("needlesOf() finds the longest text that must be there", () => {
  const rows: readonly [string, string][] = [
    ["fatal error: (\\w+)", "fatal error: "],
    ["^ERROR$", "ERROR"],
    ["[A-Z]{4}-abc", "-abc"],
    ["abc?defg", "defg"],
    ["abcd+e", "abcd"],
    ["abcd{0,2}e", "abc"],
    ["(?:one|two) three", " three"],
    ["a\\.b\\[c\\]", "a.b[c]"],
    ["([)(]x)abc(\\)y)", "abc"],
    ["(?P<a>b)cde", "cde"],
    ["a{b}c", "a{b}c"],
    ["the first sixteen characters", "the first sixtee"],
  ];
  for (const [pattern, text] of rows) {
    deepEqual(needlesOf(pattern), [{ text, ignoresCase: false }], pattern);
  }
  const textsOf = (pattern: string) => needlesOf(pattern)?.map(({ text }) => text);
  deepEqual(textsOf("ERROR|FATAL: .*|x(?:panic)+"), ["ERROR", "FATAL: ", "panic"]);
  deepEqual(textsOf("\\b(?P<level>WARN|ERROR)\\b.*in"), ["WARN", "ERROR"]);
  deepEqual(needlesOf("(?i)fatal"), [{ text: "fatal", ignoresCase: true }]);
});

Deno.test("needlesOf() tells nothing of a pattern that it does not understand", () => {
  const others = [
    "ab",
    "abc|",
    "(abc|d)",
    "(abc|def)?",
    "abc(?i)def",
    "(?s)abc",
    "\\Qabc\\E",
    "abc\\x41",
    "\\pLabc",
    "ébcd",
  ];
  for (
    const pattern of [...others, "(?-m)abc", "(\\Q)\\E)abc", "[[:alpha:]]abc", "[\\pL]abc", ""]
  ) {
    equal(needlesOf(pattern), undefined, pattern);
  }
});

Deno.test("needleRegex() finds what re2 would take for the needle", () => {
  const kelvin = needleRegex([{ text: "kit", ignoresCase: true }]);
  for (const text of ["KIT", "\u212aiT", "a kit"]) {
    ok(kelvin.test(text) && compilePattern("(?i)kit").test(text), text);
  }
  ok(needleRegex([{ text: "a.b", ignoresCase: false }]).test("xa.b"));
  ok(!needleRegex([{ text: "a.b", ignoresCase: false }]).test("xaab"));
});

Deno.test("a text that a pattern matches has its needle", () => {
  const atom = fc.constantFrom(
    ...[
      "a",
      "b",
      "k",
      "s",
      ".",
      "\\.",
      "\\d",
      "\\b",
      "[ab]",
      "[^a]",
      "(a|b)",
      "(?:ab)",
      "{",
      "}",
      "]",
      "-",
      "^",
      "$",
    ],
    ..."(?:a(b)\\))|(?P<n>k)|(?i:a)|(?i)|\\Q|\\E|é".split("|"),
  );
  const quantifier = fc.constantFrom(
    "",
    "",
    "",
    "",
    "*",
    "+",
    "?",
    "{2}",
    "{0,1}",
    "{0}",
    "+?",
    "{1,}",
    "{,2}",
  );
  const piece = fc.tuple(atom, quantifier).map((parts) => parts.join(""));
  const patterns = fc.tuple(
    fc.constantFrom("", "", "(?i)"),
    fc.array(piece, { minLength: 3, maxLength: 8 }),
  )
    .map(([flags, pieces]) => flags + pieces.join(""));
  const texts = fc.string({
    unit: fc.constantFrom(
      "a",
      "b",
      "k",
      "s",
      "A",
      "K",
      "\u212a",
      "ſ",
      ".",
      "-",
      "{",
      "}",
      "]",
      "1",
      ")",
      "é",
      ",",
    ),
    maxLength: 12,
  });
  let matches = 0;
  fc.assert(
    fc.property(patterns, fc.array(texts, { minLength: 20, maxLength: 20 }), (pattern, all) => {
      const needles = needlesOf(pattern);
      if (needles === undefined) return;
      let compiled;
      try {
        compiled = compilePattern(pattern);
      } catch {
        return;
      }
      for (const text of [...all, ...all.map((each) => each + needles[0]?.text + each)]) {
        if (!compiled.test(text)) continue;
        matches++;
        ok(needleRegex(needles).test(text), `${pattern} ${text}`);
      }
    }),
    { numRuns: 2000 },
  );
  ok(matches > 100, `${matches}`);
});
