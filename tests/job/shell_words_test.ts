import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { quote } from "../../job/quote.ts";
import { readShellWord, type ShellWord } from "../../job/shell_words.ts";

function wordsOf(line: string): string[] | { problem: string; at: number } {
  const words: ShellWord[] = [];
  for (
    let word = readShellWord(line, 0);
    word !== undefined;
    word = readShellWord(line, word.end)
  ) {
    if ("problem" in word) return word;
    words.push(word);
  }
  return words.map(({ text }) => text);
}

Deno.test("readShellWord() reads quotes and backslashes as a shell does, and expands nothing", () => {
  const table: [line: string, words: string[]][] = [
    ["", []],
    [" \t ", []],
    ["a  b\tc", ["a", "b", "c"]],
    [`'a b'"c d"e`, ["a bc de"]],
    ["'' \"\"", ["", ""]],
    [String.raw`a\ b \\ \'`, ["a b", "\\", "'"]],
    [String.raw`'a\b' "a\b" "\"\\\$\`"`, ["a\\b", "a\\b", '"\\$`']],
    ["$HOME *.c `x` #y ~", ["$HOME", "*.c", "`x`", "#y", "~"]],
    [`"a|b" '>' \\;`, ["a|b", ">", ";"]],
  ];
  for (const [line, words] of table) deepEqual(wordsOf(line), words, line);
});

Deno.test("readShellWord() says what is wrong, and where", () => {
  const table: [line: string, problem: RegExp, at: number][] = [
    ["a 'b", /quote is not closed/, 2],
    ['a b"c', /quote is not closed/, 3],
    ["a \\", /nothing follows the backslash/, 2],
    ["a | b", /"\|" is for a shell/, 2],
    ["a b;", /";" is for a shell/, 3],
    ["a >b", /">" is for a shell/, 2],
  ];
  for (const [line, problem, at] of table) {
    const read = wordsOf(line);
    equal("problem" in read && problem.test(read.problem) && read.at === at, true, line);
  }
});

Deno.test("readShellWord() tells where a word begins and ends", () => {
  deepEqual(readShellWord("  'a b'c d", 0), { text: "a bc", start: 2, end: 8 });
});

Deno.test("readShellWord() reads back any words that are quoted", () => {
  const words = fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 5 });
  fc.assert(fc.property(words, (given) => {
    deepEqual(wordsOf(given.map(quote).join(" ")), given);
  }));
});
