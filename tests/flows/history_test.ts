import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { fixture } from "../support/place.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

interface Line {
  readonly run: number;
  readonly name: string;
  readonly state: string;
  readonly [member: string]: unknown;
}

async function linesOf(home: UserHome, ...words: string[]): Promise<Line[]> {
  const text = await home.ask(["history", "--json", ...words]);
  return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

const names = (lines: readonly Line[]) => lines.map(({ name }) => name);

Deno.test("chore history keeps a line for each run when its job is gone", async () => {
  await using home = await makeHome();
  equal(
    await home.ask(["history"]),
    "RUN  NAME  STATE  ENDED  DURATION  EXIT  ASKED BY  ENDED BY  COMMAND\n",
  );
  await home.run("-j", "good", "--", "echo", "hi");
  await home.run("-j", "bad", "--", fixture("exit_with"), "3");
  await home.run("-j", "held", "--", fixture("hold"));
  await home.chore(["wait", "good", "bad"]);
  await home.ask(["stop", "held"]);
  await home.ask(["restart", "bad"]);
  await home.chore(["wait", "bad"]);
  await home.ask(["rm", "--all"]);
  const [title, ...rows] = (await home.ask(["history"])).trimEnd().split("\n");
  match(title ?? "", /^RUN +NAME +STATE/);
  equal(rows.length, 4);
  match(
    rows.at(-1) ?? "",
    /^ +4 +bad +failed +\d\d:\d\d:\d\d .* 3 +tester, process \d+ .*exit_with 3$/,
  );
  const lines = await linesOf(home);
  deepEqual(names(lines).toSorted(), ["bad", "bad", "good", "held"]);
  const held = lines.find(({ name }) => name === "held");
  match(String(held?.["endedBy"]), /^stopped by tester, process \d+ at /);
  deepEqual(lines.find(({ name }) => name === "good")?.["stdoutBytes"], 3);
});

Deno.test("chore history filters by name, state and time, and counts from the end", async () => {
  await using home = await makeHome();
  for (const [name, code] of [["a", "0"], ["b", "1"], ["a2", "0"]] as const) {
    await home.run("-j", name, "--", fixture("exit_with"), code);
    await home.chore(["wait", name]);
  }
  deepEqual(names(await linesOf(home, "-j", "a")), ["a"]);
  deepEqual(names(await linesOf(home, "-s", "failed,lost")), ["b"]);
  deepEqual(names(await linesOf(home, "--tail", "2")), ["b", "a2"]);
  deepEqual(names(await linesOf(home, "--tail", "0")), []);
  deepEqual(names(await linesOf(home, "--since", "1h")), ["a", "b", "a2"]);
  deepEqual(names(await linesOf(home, "--since", "yesterday", "--until", "1h")), []);
  const [, second] = await linesOf(home);
  const at = String(second?.["endedAt"]);
  deepEqual(names(await linesOf(home, "--since", at)), ["b", "a2"]);
  deepEqual(names(await linesOf(home, "--until", at)), ["a"]);
  const { code, stderr } = await home.chore(["history", "--since", "soon"]);
  equal(code, 100);
  match(stderr, /^chore: Cannot use "soon" for --since: expected /);
  equal((await home.chore(["history", "-s", "never"])).code, 100);
});
