import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import type { JobView } from "../../mod.ts";
import { fixture } from "../support/place.ts";
import { makeHome } from "../support/user_home.ts";

Deno.test("chore wait ends with the job's own code, 128 + N after signal N", async () => {
  await using home = await makeHome();
  const go = home.path("go");
  await home.run("-j", "job", "--", fixture("wait_for_file"), go, "42");
  const waiting = home.start(["chore", "wait", "job"]);
  const byId = home.start(["chore", "wait", "--json", "1"]);
  await home.untilSaid("job", "ready");
  await Deno.writeTextFile(go, "");
  deepEqual(await waiting.ended.then(({ code, stdout, stderr }) => [code, stdout, stderr]), [
    42,
    "",
    "",
  ]);
  const view = JSON.parse((await byId.ended).stdout) as JobView;
  deepEqual([view.name, view.state, view.exitCode], ["job", "failed", 42]);
  equal((await home.chore(["wait", "job"])).code, 42);
  for (const [signal, code] of [["TERM", 143], ["KILL", 137], ["SEGV", 139]] as const) {
    await home.run("-j", signal, "--", fixture("kill_self"), signal);
    equal((await home.chore(["wait", signal])).code, code);
  }
  for (const code of [0, 1, 100, 101, 125, 255]) {
    await home.run("-j", `code_${code}`, "--", fixture("exit_with"), String(code));
    equal((await home.chore(["wait", `code_${code}`])).code, code);
  }
});

Deno.test("chore wait for several ends with the first code that is not 0, in the order asked for", async () => {
  await using home = await makeHome();
  for (const code of [0, 3, 5]) {
    await home.run("-j", `end_${code}`, "--", fixture("exit_with"), `${code}`);
  }
  equal((await home.chore(["wait", "end_0", "end_5", "end_3"])).code, 5);
  equal((await home.chore(["wait", "end_3", "end_5"])).code, 3);
  equal((await home.chore(["wait", "end_0"])).code, 0);
  equal((await home.chore(["wait"])).code, 100);
  const views = await home.chore(["wait", "--json", "end_0", "end_3"]);
  deepEqual((JSON.parse(views.stdout) as JobView[]).map(({ exitCode }) => exitCode), [0, 3]);
});

Deno.test("chore wait --any ends with the first job that ends, and names it; --all waits for every one", async () => {
  await using home = await makeHome();
  const [first, second] = [home.path("first"), home.path("second")];
  await home.run("-j", "one", "--", fixture("wait_for_file"), first, "1");
  await home.run("-j", "two", "--", fixture("wait_for_file"), second, "2");
  const any = home.start(["chore", "wait", "--any", "one", "two"]);
  const all = home.start(["chore", "wait", "--all"]);
  await home.untilSaid("two", "ready");
  await Deno.writeTextFile(second, "");
  const { code, stdout } = await any.ended;
  deepEqual([code, stdout], [2, "two\n"]);
  const again = await home.chore(["wait", "--any", "one", "two"]);
  deepEqual([again.code, again.stdout], [2, "two\n"]);
  await Deno.writeTextFile(first, "");
  equal((await all.ended).code, 1);
});
