import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { flagOf, longOption, type OptionsRead, readOption } from "../../job/option_words.ts";

const grammar = {
  flags: { name: { kind: "value" }, pin: { kind: "boolean" }, ifAbsent: { kind: "boolean" } },
  letters: { j: "name", k: "pin" },
};

const read = (word: string, following?: string): OptionsRead =>
  readOption(word, following, { grammar });

Deno.test("longOption() and flagOf() undo each other", () => {
  equal(longOption("ifAbsent"), "--if-absent");
  equal(flagOf("--if-absent"), "ifAbsent");
});

Deno.test("readOption() gives long names, values, and whether the next word was one", () => {
  const table: [words: [string, string?], options: string[], tookNext: boolean][] = [
    [["--name", "x"], ["--name x"], true],
    [["--name=x", "y"], ["--name x"], false],
    [["--name="], ["--name "], false],
    [["--name"], ["--name"], false],
    [["-jx", "y"], ["--name x"], false],
    [["-j", "-k"], ["--name -k"], true],
    [["-kj", "y"], ["--pin", "--name y"], true],
    [["-kz", "y"], ["--pin", "-z"], false],
    [["--pin=x"], ["--pin=x"], false],
    [["--toString", "y"], ["--toString"], false],
  ];
  for (const [[word, following], options, tookNext] of table) {
    const found = read(word, following);
    const shown = found.options.map(({ option, value }) =>
      value === undefined ? option : `${option} ${value}`
    );
    deepEqual([shown, found.tookNext], [options, tookNext], word);
  }
});
