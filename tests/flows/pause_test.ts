import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { fixture } from "../support/place.ts";
import { statusOf } from "../support/proc.ts";
import { makeHome } from "../support/user_home.ts";

const isStopped = (pid: number) => /^T/.test(statusOf(pid, "State") ?? "");

Deno.test("chore pause lets all processes of a job stand still, and resume lets them go on", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", fixture("tell_signals"));
  await home.untilSaid("job", "ready");
  const group = (await home.processes()).filter(({ words }) =>
    words.includes("60") || words.includes(fixture("tell_signals"))
  );
  equal(group.length, 2);
  equal(await home.ask(["pause", "job"]), "job\n");
  deepEqual(group.map(({ pid }) => isStopped(pid)), [true, true]);
  match(await home.ask(["why", "job"]), /^job: paused: paused by tester, process \d+/);
  match(await home.ask(["list"]), / job +paused +\d+ /);
  await home.ask(["signal", "job", "HUP"]);
  equal(await home.ask(["cont", "job"]), "job\n");
  deepEqual(group.map(({ pid }) => isStopped(pid)), [false, false]);
  equal((await home.job("job")).state, "running");
  await home.untilSaid("job", "HUP");
});

Deno.test("chore pause --all pauses what runs; what does not run is refused", async () => {
  await using home = await makeHome();
  for (const name of ["one", "two"]) await home.run("-j", name, "--", fixture("hold"));
  await home.run("-j", "later", "--in", "1h", "--", "true");
  equal(await home.ask(["pause", "-a"]), "one\ntwo\n");
  for (const [verb, state] of [["pause", "scheduled"], ["resume", "scheduled"]] as const) {
    const { code, stderr } = await home.chore([verb, "later"]);
    equal(code, 103);
    equal(stderr, `chore: Cannot ${verb} job "later": it is ${state}\n`);
  }
  equal((await home.chore(["pause", "one"])).code, 103);
  equal(await home.ask(["resume", "-a"]), "one\ntwo\n");
});

Deno.test("chore stop ends a job that is paused", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", fixture("tell_signals"));
  await home.untilSaid("job", "ready");
  await home.ask(["pause", "job"]);
  equal(await home.ask(["stop", "job"]), "job\n");
  const { state, exitCode } = await home.job("job");
  deepEqual([state, exitCode], ["stopped", 7]);
});
