import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import type { Done, JobView } from "../../mod.ts";
import { until } from "../support/deadline.ts";
import { fixture } from "../support/place.ts";
import { isAlive } from "../support/proc.ts";
import { makeHome } from "../support/user_home.ts";

Deno.test("chore stop sends TERM to the whole group, waits for the end, and records who and when", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", fixture("tell_signals"));
  await home.untilSaid("job", "ready");
  const before = new Date().toISOString();
  const { code, stdout, stderr } = await home.chore(["stop", "job"]);
  deepEqual([code, stdout, stderr], [0, "job\n", ""]);
  const job = await home.job("job");
  deepEqual([job.state, job.exitCode], ["stopped", 7]);
  const [, who, when = ""] = /^stopped by (.*) at (\S+)$/.exec(job.runs[0]?.endedBy ?? "") ?? [];
  match(who ?? "", /^tester, process \d+$/);
  equal(before <= when && when <= new Date().toISOString(), true);
  match(job.why, /^exit code 7; stopped by tester, process \d+ at /);
  equal(await home.ask(["log", "job"]), "ready\nTERM\n");
  match(await home.ask(["show", "job"]), /^ended_by: stopped by tester/m);
  const again = await home.chore(["stop", "job"]);
  deepEqual([again.code, again.stdout, again.stderr], [
    ...[0, "job\n", "chore: job: it had ended already\n"],
  ]);
});

Deno.test("chore stop ends by KILL what ignores TERM for its grace, and every process of the group", async () => {
  await using home = await makeHome();
  await home.run("-j", "own", "--grace", "0.1", "--", fixture("ignore_term"));
  await home.run("-j", "given", "--grace", "1h", "--", fixture("ignore_term"));
  await home.untilSaid("own", "ready");
  await home.untilSaid("given", "ready");
  const group = (await home.processes()).filter(({ words }) => words.includes("60"));
  equal(group.length, 2);
  const done = JSON.parse(await home.ask(["stop", "--json", "own"])) as Done[];
  deepEqual(done.map(({ name, state }) => [name, state]), [["own", "stopped"]]);
  equal((await home.job("own")).runs[0]?.outcome?.signal, "SIGKILL");
  equal((await home.chore(["wait", "own"])).code, 137);
  equal(await home.ask(["stop", "--grace", "100ms", "given"]), "given\n");
  equal((await home.job("given")).exitCode, 137);
  equal(group.some(({ pid }) => isAlive(pid)), false);
});

Deno.test("chore stop --no-wait returns at once, and a second stop can only shorten the grace", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--grace", "1h", "--", fixture("ignore_term"));
  await home.untilSaid("job", "ready");
  const [done] = JSON.parse(await home.ask(["stop", "--no-wait", "--json", "job"])) as Done[];
  equal(done?.state, "stopping");
  equal((await home.job("job")).state, "stopping");
  await home.ask(["stop", "--grace", "0.05", "job"]);
  equal((await home.job("job")).runs[0]?.outcome?.signal, "SIGKILL");
});

Deno.test("chore stop --all ends all that have not ended, and nothing else", async () => {
  await using home = await makeHome();
  await home.run("-j", "ended", "--", "true");
  await home.ask(["wait", "ended"]);
  await home.run("-j", "one", "--", fixture("hold"));
  await home.run("-j", "two", "--", fixture("hold"));
  equal(await home.ask(["stop", "-a"]), "one\ntwo\n");
  const jobs = await home.json<JobView[]>(["list"]);
  deepEqual(jobs.map(({ state }) => state), ["succeeded", "stopped", "stopped"]);
  equal(await home.ask(["stop", "--all"]), "");
  equal((await home.chore(["stop"])).code, 100);
});

Deno.test("chore kill ends a job at once by KILL; with a signal it is chore signal", async () => {
  await using home = await makeHome();
  await home.run("-j", "one", "--", fixture("ignore_term"));
  await home.run("-j", "two", "--", fixture("tell_signals"));
  await home.untilSaid("one", "ready");
  await home.untilSaid("two", "ready");
  equal(await home.ask(["kill", "-HUP", "two"]), "two\n");
  await home.untilSaid("two", "HUP");
  equal((await home.job("two")).state, "running");
  equal(await home.ask(["kill", "one", "2"]), "one\ntwo\n");
  for (const name of ["one", "two"]) {
    const { state, runs, exitCode } = await home.job(name);
    deepEqual([state, runs[0]?.outcome?.signal, exitCode], ["stopped", "SIGKILL", 137]);
    match(runs[0]?.endedBy ?? "", /^killed by tester, process \d+ at /);
  }
  await home.run("-j", "three", "--", fixture("hold"));
  equal(await home.ask(["kill", "-9", "three"]), "three\n");
  await home.run("-j", "four", "--", fixture("hold"));
  equal(await home.ask(["kill", "--all"]), "four\n");
  await until("its workers end", async () => (await home.workers()).length === 0);
});
