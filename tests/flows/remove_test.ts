import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import type { JobView } from "../../mod.ts";
import { until } from "../support/deadline.ts";
import { fixture } from "../support/place.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

Deno.test("chore rm forgets a job that has ended, its runs and its files", async () => {
  await using home = await makeHome();
  for (const name of ["one", "two", "three"]) await home.run("-j", name, "--", "true");
  await home.ask(["wait", "one", "two", "three"]);
  await home.ask(["restart", "one"]);
  await home.ask(["wait", "one"]);
  equal(await home.ask(["rm", "one", "2"]), "one\ntwo\n");
  equal(await home.ask(["list", "-q"]), "three\n");
  equal((await home.chore(["show", "one"])).code, 103);
  await until("their files are gone", () => fileCount(home) === 1);
  equal(
    [...Deno.readDirSync(home.paths().jobs)].every(({ name }) => name.startsWith("three-")),
    true,
  );
  equal(await home.run("-j", "one", "--", "true"), "one");
  equal((await home.job("one")).id, 4, "an id is never used twice");
  await home.ask(["wait", "one"]);
  equal(await home.ask(["remove", "--all"]), "three\none\n");
  await until("all files are gone", () => fileCount(home) === 0);
});

Deno.test("chore rm refuses a job that runs; with --force it stops it first", async () => {
  await using home = await makeHome();
  await home.run("-j", "ended", "--", "true");
  await home.ask(["wait", "ended"]);
  await home.run("-j", "job", "--", fixture("tell_signals"));
  await home.untilSaid("job", "ready");
  const { code, stdout, stderr } = await home.chore(["rm", "ended", "job"]);
  deepEqual([code, stdout], [103, ""]);
  equal(stderr, 'chore: Cannot remove job "job": it is running: stop it first, or use --force\n');
  equal(await home.ask(["list", "-q"]), "ended\njob\n");
  equal(await home.ask(["rm", "--all"]), "ended\n");
  equal(await home.ask(["rm", "-f", "job"]), "job\n");
  equal(await home.ask(["list", "-q"]), "");
  await until("its files are gone", () => fileCount(home) === 0);
  equal((await home.chore(["rm"])).code, 100);
});

Deno.test("chore clean forgets all jobs that have ended, or those in some states, and no other", async () => {
  await using home = await makeHome();
  await home.run("-j", "good", "--", "true");
  await home.run("-j", "bad", "--", "false");
  await home.run("-j", "worse", "--", "false");
  await home.run("-j", "busy", "--", fixture("hold"));
  await home.chore(["wait", "good", "bad", "worse"]);
  equal((await home.chore(["clean", "-s", "running"])).code, 100);
  equal(await home.ask(["clean", "-s", "failed"]), "bad\nworse\n");
  deepEqual((await home.json<JobView[]>(["clean"])).map(({ name }) => name), ["good"]);
  equal(await home.ask(["clean"]), "");
  equal(await home.ask(["list", "-q"]), "busy\n");
  await until("their files are gone", () => fileCount(home) === 1);
  equal((await home.chore(["clean", "busy"])).code, 100);
});

function fileCount(home: UserHome): number {
  return [...Deno.readDirSync(home.paths().runs)].length;
}
