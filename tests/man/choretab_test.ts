import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import { longOption } from "../../job/option_words.ts";
import { parseTab } from "../../job/tab.ts";
import { TAB_OPTIONS } from "../../job/tab_options.ts";
import { LIMITS } from "../../limits.ts";
import { sessionPaths } from "../../system/paths.ts";
import { Page } from "./page.ts";

const page = Page.read("choretab.5");

Deno.test("choretab.5 names each option of a line, and no other", () => {
  const shown = page.part("OPTIONS").flags;
  const known = Object.entries(TAB_OPTIONS).map(([name, { kind, letter }]) => ({
    letters: letter === undefined ? [] : [letter],
    long: longOption(name).slice(2),
    takesValue: kind !== "boolean",
  }));
  const byName = (one: { long: string }, other: { long: string }) => one.long < other.long ? -1 : 1;
  deepEqual(shown.toSorted(byName), known.toSorted(byName));
});

Deno.test("choretab.5 has the numbers of limits.ts", () => {
  const { tabBytes, tabLines, tabProblems } = LIMITS;
  ok(page.text.includes(`has at most ${tabBytes} bytes and ${tabLines} lines`));
  ok(page.text.includes(`up to ${tabProblems} of them`));
  ok(Page.read("chore.1").text.includes(`up to ${LIMITS.nextTimes}, whether`));
});

Deno.test("choretab.5 has an example that is read", () => {
  const text = page.part("EXAMPLES").examples.join("\n").replaceAll("\\e", "\\");
  const read = parseTab(text, { home: "/home/ann", name: "ann" });
  ok(read.kind === "table", JSON.stringify(read));
  equal(read.entries.length, 5);
});

Deno.test("choretab.5 knows the files", () => {
  const pathOf = (session: string) => sessionPaths("/b", session).choretab;
  deepEqual([pathOf("chored"), pathOf("other")], ["/b/choretab", "/b/choretab.other"]);
  const { text } = page.part("FILES");
  ok(text.includes("~/.config/chore/choretab"));
});

Deno.test("choretab.5 names each word for a time", () => {
  const words = page.part("Jobs").lines.join(" ").match(/@[a-z]+/g) ?? [];
  for (const word of words) {
    equal(parseTab(`${word} x`, { home: "/", name: "a" }).kind, "table", word);
  }
  equal(new Set(words).size, 8);
});
