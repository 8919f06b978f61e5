import { match, strictEqual as equal } from "node:assert/strict";
import { problemOfPatterns } from "../../job/pattern.ts";
import { LIMITS } from "../../limits.ts";

const rulesOf = (...patterns: string[]) =>
  patterns.map((pattern) => ({ on: { kind: "match", pattern, stream: "both" } as const }));
const problemOf = (...patterns: string[]) => problemOfPatterns(rulesOf(...patterns)) ?? "";

Deno.test("problemOfPatterns() says which rule is wrong, why and where", () => {
  equal(problemOf("a", "(?i)b+", "\\bword\\b", "(?P<file>x)", "é.*ß"), "");
  const wrong: readonly [string, RegExp][] = [
    ["ab(c", /^rule 2 of 2: pattern "ab\(c": missing closing \): "ab\(c", at character 1$/],
    ["x[z-a]", /invalid character class range: "z-a", at character 3$/],
    ["a**", /invalid nested repetition operator: "\*\*", at character 2$/],
    ["x{2000}", /invalid repeat count: "\{2000\}", at character 2$/],
    ["a\\", /trailing backslash at end of expression, at its end$/],
    ["(a)\\1", /invalid escape sequence: "\\1", at character 4$/],
    ["a(?=b)", /invalid or unsupported Perl syntax: "\(\?=", at character 2$/],
    ["(?P<RUN>x)", /a group cannot be named "RUN": CHORE_RUN is chore's own$/],
    ["\\pL{500}[^a-z]{900}", /it is too large: 14\d\d instructions, at most 1000$/],
    [
      Array.from({ length: 17 }, (_, i) => `(?P<g${i}>x)`).join(""),
      /it has 17 named groups, at most 16$/,
    ],
  ];
  for (const [pattern, text] of wrong) match(problemOf("ok", pattern), text);
});

Deno.test("problemOfPatterns() bounds what all patterns take together", () => {
  const large = `[a-z]{${LIMITS.patternSize - 10}}`;
  equal(problemOf(...Array(10).fill(large)), "");
  match(problemOf(...Array(11).fill(large)), /^rule 11 of 11: the patterns are too large together/);
});
