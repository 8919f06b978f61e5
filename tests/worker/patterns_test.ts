import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { compilePattern } from "../../job/pattern.ts";
import { type Hit, Patterns } from "../../worker/patterns.ts";

const encoder = new TextEncoder();

function hitsOf(patterns: readonly string[], block: Uint8Array): Hit[] {
  const hits: Hit[] = [];
  new Patterns(patterns).search(block, (hit) => hits.push(hit));
  return hits;
}

/** Each line by itself, by each pattern by itself. */
function plainHits(patterns: readonly string[], text: string): Hit[] {
  return text.split("\n").slice(0, -1).flatMap((line) =>
    patterns.flatMap((pattern, index) =>
      compilePattern(pattern).test(line) ? [{ index, line }] : []
    )
  );
}

/** What means something else at the ends of a text than at those of a line, or could reach over them. */
const PATTERNS = [
  ...[
    "a",
    "^a",
    "a$",
    "^$",
    "^ab?$",
    "\\Aa",
    "a\\z",
    "\\ba\\b",
    "\\Ba",
    "(?i)B",
    "a\\s+b",
    "[^c]a",
  ],
  ...[
    "(?s)a.*b",
    "(?-m)^a",
    "(?-m:a$)",
    "a|^b$",
    "(?m)^b",
    "é",
    "\\x{e9}",
    "[\\s\\S]b",
    "b(?:a|$)",
    "",
  ],
];

Deno.test("search() finds in a block what each line has by itself", () => {
  const line = fc.array(fc.constantFrom("a", "b", "c", " ", "é", "\0", "\t"), { maxLength: 5 });
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 12 }),
      fc.uniqueArray(fc.constantFrom(...PATTERNS), { minLength: 1, maxLength: 9 }),
      (lines, patterns) => {
        const text = lines.map((each) => `${each.join("")}\n`).join("");
        deepEqual(hitsOf(patterns, encoder.encode(text)), plainHits(patterns, text));
      },
    ),
    { numRuns: 500 },
  );
});

Deno.test("search() takes broken UTF-8, NUL and a byte order mark for what they are", () => {
  const block = Uint8Array.of(0xff, 97, 10, 0, 98, 10, 0xc3, 10, 0xef, 0xbb, 0xbf, 97, 10);
  deepEqual(hitsOf(["a", "^\\x00b$", "\ufffd", "^\\x{feff}a"], block), [
    { index: 0, line: "\ufffda" },
    { index: 2, line: "\ufffda" },
    { index: 1, line: "\0b" },
    { index: 2, line: "\ufffd" },
    { index: 0, line: "\ufeffa" },
    { index: 3, line: "\ufeffa" },
  ]);
});

Deno.test("groupsOf() tells where the groups are, the first of them by number and all named ones", () => {
  const patterns = new Patterns(["(?P<one>a)(b)?(?P<last>c)"]);
  const hit = { index: 0, line: "xac" };
  deepEqual(patterns.groupsOf(hit, { most: 9 }), {
    spans: [[1, 3], [1, 2], [-1, -1], [2, 3]],
    names: { one: 1, last: 3 },
  });
  deepEqual(patterns.groupsOf(hit, { most: 1 }), {
    spans: [[1, 3], [1, 2], [2, 3]],
    names: { one: 1, last: 2 },
  });
  equal(patterns.groupsOf({ index: 0, line: "no" }, { most: 9 }).spans.length, 0);
});
