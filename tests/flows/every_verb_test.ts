import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import type { Done, JobView, Reason } from "../../mod.ts";
import { fixture, ROOT } from "../support/place.ts";
import { makeHome } from "../support/user_home.ts";

Deno.test("every verb for jobs takes -n SESSION before or after it, several names or ids, and --json", async () => {
  await using home = await makeHome();
  const session = ["-n", "other"];
  for (const name of ["one", "two"]) {
    await home.ask([...session, "run", "-j", name, "--", fixture("hold")]);
  }
  // nothing of this is for the session of the same names
  for (const name of ["one", "two"]) await home.run("-j", name, "--", fixture("hold"));
  const json = async <T>(verb: string, ...words: string[]) =>
    JSON.parse(await home.ask([verb, ...session, "--json", ...words, "one", "2"])) as T;
  const names = (things: readonly { readonly name: string }[]) => things.map(({ name }) => name);

  deepEqual(names(await json<JobView[]>("show")), ["one", "two"]);
  deepEqual(names(await json<Reason[]>("why")), ["one", "two"]);
  for (const words of [["signal", "-s", "CONT"], ["restart"], ["stop"], ["kill"]]) {
    const [verb = "", ...rest] = words;
    const done = await json<Done[]>(verb, ...rest);
    deepEqual(names(done), ["one", "two"], verb);
    deepEqual(done.map(({ id }) => id), [1, 2], verb);
  }
  const waited = await home.chore(["wait", "-n", "other", "--json", "one", "2"]);
  deepEqual(names(JSON.parse(waited.stdout)), ["one", "two"]);
  match(await home.ask(["-n", "other", "log", "one", "2"]), /^(one|two) \| /);
  deepEqual(names(await json<Done[]>("rm")), ["one", "two"]);
  equal(await home.ask(["list", "-q", "--session", "other"]), "");
  equal(await home.ask(["list", "-q", "--state=running"]), "one\ntwo\n");
});

Deno.test("every verb explains itself, and refuses an option that it does not know", async () => {
  await using home = await makeHome({ isIdle: true });
  const summary = await home.ask(["help"]);
  match(summary, /^To look:\n {2}list, ls, ps +list the jobs\n/m);
  match(summary, /^To act:\n {2}stop +/m);
  match(summary, /^The house:\n {2}group +/m);
  ok(summary.split("\n").length <= 60, "it fits a screen");
  const verbs = [...summary.matchAll(/^ {2}([a-z]+)(?:, [a-z, ]+)? {2,}\S/gm)].map(([, verb]) =>
    verb
  );
  for (const verb of "run list show log follow wait stop kill signal restart rm clean".split(" ")) {
    equal(verbs.includes(verb), true, verb);
  }
  for (const verb of verbs) {
    const help = await home.ask([verb ?? "", "--help"]);
    match(help, new RegExp(`^Usage: chore ${verb} `));
    const wrong = await home.chore([verb ?? "", "--no-such-option"]);
    deepEqual([wrong.code, wrong.stdout], [100, ""], verb);
    match(wrong.stderr, /^chore: Cannot use "--no-such-option": no such option/);
  }
  equal([...Deno.readDirSync(home.folder)].length, 0, "nothing was started for that");
});

Deno.test("deno task chore and deno task chored run the programs of the checkout, wherever in it", async () => {
  await using home = await makeHome({ isIdle: true });
  const cwd = `${ROOT}/tests/flows`;
  const task = async (...words: string[]) => {
    // the tests may be a task themselves, and have the folder of that one
    const args = ["-u", "INIT_CWD", Deno.execPath(), "task", "--quiet", ...words];
    const { stdout } = await new Deno.Command("env", { args, cwd, env: home.env }).output();
    return new TextDecoder().decode(stdout);
  };
  equal(await task("chored", "-v"), "chored 0.1.0\n");
  equal(
    await task("chore", "run", "-f", "--", "sh", "-c", 'pwd; echo "$1"', "sh", "a  $b"),
    `${cwd}\na  $b\n`,
  );
});
