import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { quote } from "../../job/quote.ts";
import { SHELLS } from "../support/shells.ts";

Deno.test("quote() keeps all but the single quote as it is", () => {
  equal(quote(""), "''");
  equal(quote(`a "b" $c \`d\` \\e\n`), `'a "b" $c \`d\` \\e\n'`);
  equal(quote("it's"), String.raw`'it'\''s'`);
});

/** Anything that a word may hold, and often what a shell would act on. */
const word = fc.oneof(
  fc.string({ unit: "binary" }).map((text) => text.replaceAll("\0", "")),
  fc.string({ unit: fc.constantFrom(..."'\"\\$`!*?[]{}()<>|&;~#= \t\n\r-a") }),
);

for (const [shell, ...options] of SHELLS) {
  Deno.test(`quote() gives words that ${shell} reads back as they are`, () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 30 }), (words) => {
        const script = `printf '%s\\0' ${words.map(quote).join(" ")}`;
        const { stdout } = new Deno.Command(shell, { args: [...options, "-c", script] })
          .outputSync();
        deepEqual(new TextDecoder().decode(stdout).split("\0").slice(0, -1), words);
      }),
      { numRuns: 8 },
    );
  });
}
