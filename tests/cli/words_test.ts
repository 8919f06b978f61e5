import { deepStrictEqual as deepEqual, strictEqual as equal, throws } from "node:assert/strict";
import fc from "fast-check";
import { plainWords } from "../../cli/words.ts";

const grammar = {
  flags: {
    name: { kind: "parsed" },
    cwd: { kind: "parsed" },
    follow: { kind: "boolean" },
    ifAbsent: { kind: "boolean" },
    debug: { kind: "boolean" },
  },
  letters: { j: "name", C: "cwd", f: "follow", d: "debug" },
} as const;

function words(given: string[], more = {}): readonly string[] {
  const plain = plainWords(given, { ...grammar, ...more });
  if (plain.kind !== "words") throw new Error(`not words but ${plain.kind}`);
  return plain.words;
}

Deno.test("plainWords() makes of each form of an option the long one with its value", () => {
  const table: [string[], string[]][] = [
    [[], ["--"]],
    [["-j", "a"], ["--name=a", "--"]],
    [["-ja"], ["--name=a", "--"]],
    [["-j=a"], ["--name=a", "--"]],
    [["--name", "a"], ["--name=a", "--"]],
    [["--name=a"], ["--name=a", "--"]],
    [["-j", "-x"], ["--name=-x", "--"]],
    [["-f"], ["--follow", "--"]],
    [["-fd"], ["--follow", "--debug", "--"]],
    [["-fj", "a"], ["--follow", "--name=a", "--"]],
    [["-fja"], ["--follow", "--name=a", "--"]],
    [["--if-absent"], ["--if-absent", "--"]],
    [["-j"], ["--name", "--"]],
    [["--name"], ["--name", "--"]],
    [["a", "-f", "b"], ["--follow", "--", "a", "b"]],
    [["a", "--", "-f"], ["--", "a", "-f"]],
    [["-"], ["--", "-"]],
    [["-Z"], ["-Z", "--"]],
    [["--no-such", "a"], ["--no-such", "--", "a"]],
  ];
  for (const [given, wanted] of table) deepEqual(words(given), wanted, given.join(" "));
});

Deno.test("plainWords() hears help and version wherever an option may stand, but not as a value", () => {
  equal(plainWords(["a", "-h"], grammar).kind, "help");
  equal(plainWords(["-f", "--help"], grammar).kind, "help");
  equal(plainWords(["-v"], grammar).kind, "version");
  equal(plainWords(["--version"], grammar).kind, "version");
  deepEqual(words(["--", "-h"]), ["--", "-h"]);
  deepEqual(words(["-j", "-h"]), ["--name=-h", "--"]);
});

Deno.test("plainWords() takes a command from its first word on, and guesses nobody's options", () => {
  const takesCommand = { takesCommand: true } as const;
  deepEqual(words(["-f", "make", "all"], takesCommand), ["--follow", "--", "make", "all"]);
  deepEqual(words(["-f", "--", "make", "-j4"], takesCommand), ["--follow", "--", "make", "-j4"]);
  deepEqual(words(["cat", "-"], takesCommand), ["--", "cat", "-"]);
  throws(() => words(["make", "-j4"], takesCommand), /whether "-j4" is for chore or for "make"/);
  throws(() => words(["make", "--", "all"], takesCommand), /write "--" before it/);
});

Deno.test("plainWords() takes -9 and -HUP for a signal where the verb has one", () => {
  const signal = { flags: { ...grammar.flags, signal: { kind: "parsed" } }, signalFlag: "signal" };
  deepEqual(words(["-9", "a"], signal), ["--signal=9", "--", "a"]);
  deepEqual(words(["-HUP", "a"], signal), ["--signal=HUP", "--", "a"]);
  deepEqual(words(["-f", "a"], signal), ["--follow", "--", "a"]);
});

Deno.test("plainWords() never changes what follows --", () => {
  fc.assert(fc.property(fc.array(fc.string()), (rest) => {
    deepEqual(words(["-f", "--", ...rest]), ["--follow", "--", ...rest]);
  }));
});
