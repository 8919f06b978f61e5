import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import { flagOf } from "../../cli/flag_name.ts";
import { EVERY_FLAGS, EVERY_LETTERS } from "../../cli/flags.ts";
import { QUICK_WORDS } from "../../cli/quick_list.ts";
import { findVerb, verbWords } from "../../cli/verb_table.ts";
import { VERBS } from "../../cli/verbs.ts";

Deno.test("VERBS has each name and alias once, and finds it", () => {
  const words = verbWords(VERBS);
  equal(new Set(words).size, words.length);
  for (const word of words) ok(findVerb(word, VERBS), word);
  equal(findVerb("ls", VERBS)?.name, "list");
  equal(findVerb("toString", VERBS), undefined);
  equal(findVerb("", VERBS), undefined);
});

Deno.test("VERBS has no letter that stands for no flag, and none that every verb has already", () => {
  for (const [name, { verb }] of Object.entries(VERBS)) {
    for (const [letter, flag] of Object.entries(verb.letters)) {
      ok(Object.hasOwn(verb.flags, flag), `${name} -${letter}`);
      ok(!Object.hasOwn(EVERY_LETTERS, letter), `${name} -${letter}`);
      ok(!["h", "v", "H"].includes(letter), `${name} -${letter}`);
    }
    for (const flag of Object.keys(verb.flags)) {
      ok(!Object.hasOwn(EVERY_FLAGS, flag), `${name} ${flag}`);
    }
  }
});

Deno.test("VERBS has briefs that fit a line and end without a stop", () => {
  for (const [name, { brief, verb }] of Object.entries(VERBS)) {
    const briefs = [brief, ...Object.values(verb.flags).map((flag) => flag.brief)];
    for (const each of briefs) ok(each.length > 0 && each.length < 60 && !each.endsWith("."), name);
  }
});

Deno.test("QUICK_WORDS are the list's own names and letter", () => {
  const { aliases = [] } = VERBS.list ?? {};
  deepEqual(QUICK_WORDS, ["list", ...aliases, "-l"]);
});

Deno.test("VERBS are grouped by subject: the first heads a group, and none is headed twice", () => {
  const heads = Object.values(VERBS).map(({ heads }) => heads);
  const subjects = heads.filter((head) => head !== undefined);
  deepEqual([heads[0] !== undefined, subjects.length >= 3], [true, true]);
  equal(new Set(subjects).size, subjects.length);
});

Deno.test("VERBS have no other meaning for the options whose value the launcher passes over", async () => {
  const text = await Deno.readTextFile(new URL("../../bin/chore", import.meta.url));
  const [, letters = "", words = ""] = /-\[(\w+)\] \| (--[a-z |-]+)\) next='other'/.exec(text) ??
    [];
  const longs = words.split(" | ").map((word) => flagOf(word));
  ok(letters.length > 0 && longs.length > 0);
  for (const [name, { verb }] of Object.entries(VERBS)) {
    const flags = [...[...letters].map((letter) => verb.letters[letter]), ...longs];
    for (const flag of flags) {
      const shown = flag === undefined ? undefined : verb.flags[flag];
      ok(shown?.kind !== "boolean", `${name} ${flag}`);
    }
  }
});
