import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { fixture } from "../support/place.ts";
import { makeHome } from "../support/user_home.ts";

Deno.test("chore run --hold waits for release, and returns at once", async () => {
  await using home = await makeHome();
  equal(await home.run("-j", "job", "--hold", "--", "echo", "hi"), "job");
  equal((await home.job("job")).state, "held");
  match(await home.ask(["list"]), / job +held +for \d+\.\ds +echo hi$/m);
  equal(await home.ask(["release", "job"]), "job\n");
  equal((await home.chore(["wait", "job"])).code, 0);
  equal(await home.ask(["log", "job"]), "hi\n");
});

Deno.test("chore hold keeps jobs that wait from starting, by any of its names", async () => {
  await using home = await makeHome();
  await home.run("-j", "first", "--", fixture("wait_for_file"), "go");
  await home.run("-j", "second", "--after", "first", "--", "true");
  equal(await home.ask(["stash", "second"]), "second\n");
  await Deno.writeTextFile(home.path("go"), "");
  await home.ask(["wait", "first"]);
  match((await home.job("second")).why, /^held by tester, process \d+/);
  equal(await home.ask(["enqueue", "-a"]), "second\n");
  equal((await home.chore(["wait", "second"])).code, 0);
  const { code, stderr } = await home.chore(["hold", "second"]);
  deepEqual([code, stderr], [103, 'chore: Cannot hold job "second": it is succeeded\n']);
});

Deno.test("chore now starts what is held, scheduled or waits, whatever slots are free", async () => {
  await using home = await makeHome();
  await home.ask(["group", "add", "one"]);
  await home.run("-j", "busy", "-g", "one", "--", fixture("hold"));
  await home.run("-j", "queued", "-g", "one", "--no-wait", "--", fixture("hold"));
  await home.run("-j", "held", "--hold", "--", fixture("hold"));
  await home.run("-j", "later", "--in", "1d", "--", fixture("hold"));
  await home.run("-j", "after", "--after", "busy", "--", fixture("hold"));
  deepEqual(
    await Promise.all(["queued", "held", "later", "after"].map((name) => home.job(name)))
      .then((jobs) => jobs.map(({ state }) => state)),
    ["queued", "held", "scheduled", "waiting"],
  );
  equal(
    await home.ask(["now", "queued", "held", "later", "after"]),
    "queued\nheld\nlater\nafter\n",
  );
  for (const name of ["queued", "held", "later", "after"]) await home.untilSaid(name, "ready");
  equal(await home.run("-j", "jumps", "-g", "one", "--now", "--", fixture("hold")), "jumps");
  equal((await home.job("jumps")).state, "running");
  equal((await home.chore(["now", "jumps"])).code, 103);
});
