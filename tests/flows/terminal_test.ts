import { match, strictEqual as equal } from "node:assert/strict";
import { fixture, ROOT } from "../support/place.ts";
import { HAS_TERMINAL, showInTerminal } from "../support/terminal.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

const ignore = !HAS_TERMINAL;

Deno.test({
  name: "chore list fits a terminal, wide or narrow",
  ignore,
  fn: async () => {
    await using home = await makeHome();
    await home.run("-j", "job", "--", "echo", "x".repeat(300), "ü漢字");
    await home.run("-j", "n".repeat(63), "--", "true");
    await home.ask(["wait", "job", "2"]);
    for (const columns of [20, 40, 80, 200]) {
      const shown = await show(home, ["list"], { columns, env: { NO_COLOR: "1" } });
      const lines = shown.trimEnd().split("\n");
      equal(lines.length, 3, shown);
      for (const line of lines) equal([...line].length <= columns, true, `${columns}: ${line}`);
      const states = lines.filter((line) => line.includes("succeeded"));
      equal(states.length, columns > 20 ? 2 : 0, shown);
      match(shown, /…$/m);
    }
  },
});

Deno.test({
  name: "chore list colours a terminal, unless NO_COLOR is set, it is dumb, or it is none",
  ignore,
  fn: async () => {
    await using home = await makeHome();
    await home.run("-j", "bad", "--", fixture("exit_with"), "1");
    await home.chore(["wait", "bad"]);
    equal((await show(home, ["list"])).includes("\x1b[31mfailed\x1b[0m"), true);
    for (const env of [{ NO_COLOR: "1" }, { TERM: "dumb" }]) {
      equal((await show(home, ["list"], { env })).includes("\x1b"), false);
    }
    equal((await home.ask(["list"])).includes("\x1b"), false);
    match(await show(home, ["show", "bad", "--json"]), /^\{\n {2}"id": 1,\n/);
  },
});

Deno.test({
  name: "chore log colours the names of several jobs in a terminal, unless NO_COLOR is set",
  ignore,
  fn: async () => {
    await using home = await makeHome();
    for (const name of ["one", "three"]) {
      await home.run("-j", name, "--", "echo", name);
      await home.ask(["wait", name]);
    }
    const words = ["log", "one", "three"];
    equal(
      await show(home, words),
      "\x1b[36mone   | \x1b[0mone\n\x1b[33mthree | \x1b[0mthree\n",
    );
    for (const env of [{ NO_COLOR: "1" }, { TERM: "dumb" }]) {
      equal(await show(home, words, { env }), "one   | one\nthree | three\n");
    }
  },
});

Deno.test("chore ends without complaint when whoever reads it has left", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", fixture("speak_both"), "20000");
  await home.ask(["wait", "job"]);
  const line =
    `for verb in "log job --stdout" "log job -t --stdout" list "show job" help "list --json"; do
      { "$1" $verb; echo "code $?" >&2; } | head -c 1 >/dev/null
    done`;
  const shell = await new Deno.Command("sh", {
    args: ["-c", line, "sh", `${ROOT}/bin/chore`],
    clearEnv: true,
    env: home.env,
  }).output();
  equal(new TextDecoder().decode(shell.stderr), "code 0\n".repeat(6));
});

function show(
  home: UserHome,
  words: readonly string[],
  { columns = 100, env = {} }: { columns?: number; env?: Record<string, string> } = {},
): Promise<string> {
  const command = [`${ROOT}/bin/chore`, ...words];
  return showInTerminal(command, { columns, env: { ...home.env, ...env }, cwd: home.folder });
}
