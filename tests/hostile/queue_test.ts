// Somebody who takes all the room there is in a session: he is refused in words, and others are served.

import { match, strictEqual as equal } from "node:assert/strict";
import { Checkout } from "../support/checkout.ts";
import { fixture } from "../support/place.ts";
import { makeHome } from "../support/user_home.ts";

/** A session that is soon full. */
const SMALL: Readonly<Record<string, number>> = {
  ...{ jobs: 5, workers: 2, groups: 4, rules: 2, dependencies: 2 },
  ...{ spoolBytes: 4096, spoolChunkBytes: 2048, inputChunkBytes: 1024, tabLines: 4 },
};

function shrink(text: string): string {
  return Object.entries(SMALL).reduce((changed, [name, value]) => {
    const pattern = new RegExp(`^  ${name}: .*,$`, "m");
    if (!pattern.test(changed)) throw new Error(`limits.ts has no ${name}`);
    return changed.replace(pattern, `  ${name}: ${value},`);
  }, text);
}

Deno.test("a session that is full refuses what is more, says so, and serves all others", async () => {
  await using checkout = await Checkout.copy({ "limits.ts": shrink });
  await using home = await makeHome({ root: checkout.root });
  const refused = async (words: string[], message: RegExp, { input = "" } = {}) => {
    const ran = await home.chore(words, { input });
    equal(ran.code === 103 || ran.code === 100, true, `${words.join(" ")}: ${ran.stderr}`);
    equal(ran.stdout, "");
    match(ran.stderr, message);
  };
  const hold = ["--", fixture("hold")];
  for (const name of ["one", "two"]) await home.run("-j", name, ...hold);
  await home.run("-j", "three", "--no-wait", ...hold);
  match(await home.ask(["why", "three"]), /three: .*2/);
  for (const name of ["four", "five"]) await home.run("-j", name, "--hold", "--", "true");

  const full = / a session keeps at most 5.*: chore clean/;
  await refused(["run", "-j", "six", "--", "true"], full);
  await refused(["run", "--batch", "-"], full, { input: '{"argv":["true"]}\n' });
  await refused(["tab", "-"], full, { input: "0 0 * * * -j night -- true\n" });
  const groups = (await home.json<object[]>(["group"])).length;
  for (let i = groups; i < 4; i++) await home.ask(["group", "add", `g${i}`]);
  await refused(["group", "add", "more"], /a session has at most 4/);
  equal((await home.ask(["list", "-q"])).split("\n").length - 1, 5);
  await home.ask(["kill", "one"]);
  await home.untilState("three", "running");
  await home.ask(["rm", "five"]);
  equal(await home.run("-j", "six", "--hold", "--", "true"), "six");
  await refused(["run", "-j", "seven", "--", "true"], full);
});

Deno.test("what is too much of one job is refused before any of it is kept", async () => {
  await using checkout = await Checkout.copy({ "limits.ts": shrink });
  await using home = await makeHome({ root: checkout.root });
  const tries: [words: string[], input: string, message: RegExp][] = [
    [
      [
        "run",
        "-r",
        "a",
        "-R",
        "none",
        "-r",
        "b",
        "-R",
        "none",
        "-r",
        "c",
        "-R",
        "none",
        "--",
        "true",
      ],
      "",
      /at most 2 rules/,
    ],
    [["run", "-i", "-", "--", "cat"], "x".repeat(5000), /4096|more than/],
    [["tab", "-"], "0 0 * * * -- true\n".repeat(5), /at most 4 lines|more than 4/],
  ];
  for (const [words, input, message] of tries) {
    const { code, stdout, stderr } = await home.chore(words, { input });
    equal([100, 103].includes(code), true, `${words.join(" ")}: ${code} ${stderr}`);
    equal(stdout, "");
    match(stderr, message);
  }
  equal(await home.ask(["list", "-a", "-q"]), "");
});
