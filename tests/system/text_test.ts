import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { commandLine, nearest, printable, quoteWord } from "../../system/text.ts";
import { SHELLS } from "../support/shells.ts";

const PRINTED: readonly (readonly [string, string])[] = [
  ["", ""],
  ["plain text, 'quoted' ~!", "plain text, 'quoted' ~!"],
  ["日本 é \u{1f600}", "日本 é \u{1f600}"],
  ["\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"],
  ["a\nb\tc\r", "a\\x0ab\\x09c\\x0d"],
  ["\0\x7f\x9b", "\\x00\\x7f\\x9b"],
  ["\u202etxt.exe\u2066\u2028", "\\u202etxt.exe\\u2066\\u2028"],
];
for (const [text, printed] of PRINTED) {
  Deno.test(`printable() shows ${JSON.stringify(text)} as ${JSON.stringify(printed)}`, () =>
    equal(printable(text), printed));
}

Deno.test("printable() lets no control character through, and nothing else go", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const printed = printable(text);
    // deno-lint-ignore no-control-regex
    ok(!/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/.test(printed));
    if (!/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)) equal(printed, text);
    equal(printable(printed), printed);
  }));
});

const QUOTED: readonly (readonly [string, string])[] = [
  ["make", "make"],
  ["--prefix=/usr/local", "--prefix=/usr/local"],
  ["a@b,c:d+e%f.g", "a@b,c:d+e%f.g"],
  ["", "''"],
  ["two words", "'two words'"],
  ["it's", `'it'\\''s'`],
  ["~", "'~'"],
  ["*", "'*'"],
  ["$HOME", "'$HOME'"],
  ["a;b", "'a;b'"],
  ["#", "'#'"],
  ["a\nb", "'a\\x0ab'"],
];
for (const [word, quoted] of QUOTED) {
  Deno.test(`quoteWord() writes ${JSON.stringify(word)} as ${quoted}`, () =>
    equal(quoteWord(word), quoted));
}

/** Words without what a terminal must not get: those are shown, and cannot be read back. */
const word = fc.oneof(
  fc.string({ unit: "grapheme" }).filter((each) => printable(each) === each),
  fc.string({ unit: fc.constantFrom(..."'\"\\$`!*?[]{}()<>|&;~#= -a") }),
);

for (const [shell, ...options] of SHELLS) {
  Deno.test(`quoteWord() gives words that ${shell} reads back as they are`, () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 20 }), (words) => {
        const script = `printf '%s\\0' first ${words.map(quoteWord).join(" ")}`;
        deepEqual(outputOf([shell, ...options, "-c", script]), ["first", ...words]);
      }),
      { numRuns: 5 },
    );
  });
}

Deno.test("commandLine() gives a command that a shell runs, also where its name reads as more", () => {
  for (const name of ["A=B", "if", "done", "!", "a b", "{"]) {
    const line = `${commandLine([name, "C=D", "x y"])} || :`;
    const script = `set -f; eval ${quoteWord(line)} 2>&1 | tr '\\n' '\\0'`;
    const [said = ""] = outputOf(["/bin/sh", "-c", script]);
    ok(said.includes(`${name}: not found`), `${name}: ${said}`);
  }
});

function outputOf([program = "", ...args]: readonly string[]): string[] {
  const { stdout } = new Deno.Command(program, { args }).outputSync();
  return new TextDecoder().decode(stdout).split("\0").slice(0, -1);
}

const known = ["run", "list", "show", "stop", "signal", "restart", "remove", "clean", "why"];

const MEANT: readonly (readonly [string, string | undefined])[] = [
  ["lst", "list"],
  ["STOP", "stop"],
  ["sotp", "stop"],
  ["restrat", "restart"],
  ["removed", "remove"],
  ["signall", "signal"],
  ["wyh", "why"],
  ["run", "run"],
  ["frobnicate", undefined],
  ["xyzzy", undefined],
  ["", undefined],
  ["x", undefined],
];
for (const [wrong, meant] of MEANT) {
  Deno.test(`nearest() takes "${wrong}" for ${meant ?? "nothing that is known"}`, () =>
    equal(nearest(wrong, known), meant));
}

Deno.test("nearest() gives one of the known or nothing, and a known one for itself", () => {
  fc.assert(fc.property(fc.string(), fc.array(fc.string({ minLength: 1 })), (text, words) => {
    const found = nearest(text, words);
    ok(found === undefined || words.includes(found));
  }));
  for (const each of known) equal(nearest(each, known), each);
});

Deno.test("nearest() knows nothing where nothing is known", () =>
  equal(nearest("run", []), undefined));
