import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import type { Reason } from "../../mod.ts";
import { fixture } from "../support/place.ts";
import { makeHome } from "../support/user_home.ts";

Deno.test("chore why tells in one sentence a job what it does, or how it ended", async () => {
  await using home = await makeHome();
  await home.run("-j", "good", "--", "true");
  await home.run("-j", "bad", "--", fixture("exit_with"), "2");
  await home.run("-j", "ugly", "--", fixture("kill_self"), "SEGV");
  await home.chore(["run", "-j", "none", "--", "nosuch"]);
  await home.run("-j", "busy", "--", fixture("hold"));
  await home.chore(["wait", "good", "bad", "ugly", "none"]);
  equal(
    await home.ask(["why", "--all"]),
    [
      "good: succeeded: exit code 0",
      "bad: failed: exit code 2",
      "ugly: failed: ended by SIGSEGV",
      'none: failed: could not start: "nosuch" is not in PATH',
      "busy: running: its command runs",
      "",
    ].join("\n"),
  );
  equal(
    await home.ask(["why", "2", "good"]),
    "bad: failed: exit code 2\ngood: succeeded: exit code 0\n",
  );
  deepEqual(await home.json<Reason>(["why", "bad"]), {
    id: 2,
    name: "bad",
    why: "failed: exit code 2",
  });
  equal((await home.json<Reason[]>(["why", "bad", "good"])).length, 2);
  equal((await home.chore(["why"])).code, 100);
});

Deno.test("chore why tells of a queued job its group, what uses the slots of that, and its place", async () => {
  await using home = await makeHome();
  await home.ask(["group", "add", "build"]);
  await home.run("-j", "one", "-g", "build", "--", fixture("hold"));
  for (const name of ["two", "three"]) {
    await home.run("-j", name, "-g", "build", "--no-wait", "--", fixture("hold"));
  }
  equal(
    await home.ask(["why", "three"]),
    'three: queued: waits for its turn: place 2 in the queue of group "build": 1 of 1 slots used\n',
  );
  await home.ask(["group", "drain", "build"]);
  equal(
    (await home.job("three")).why,
    'waits for its turn: place 2 in the queue of group "build", which is draining',
  );
});
