import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import type { JobView } from "../../mod.ts";
import { fixture } from "../support/place.ts";
import { makeHome } from "../support/user_home.ts";

Deno.test("chore restart gives a job that has ended a new run, with files and dates of its own", async () => {
  await using home = await makeHome();
  const ok = home.path("ok");
  await home.run("-j", "job", "--", "sh", "-c", '[ -e "$1" ] || exit 8', "sh", ok);
  equal((await home.chore(["wait", "job"])).code, 8);
  await Deno.writeTextFile(ok, "");
  equal(await home.ask(["restart", "job"]), "job\n");
  equal((await home.chore(["wait", "job"])).code, 0);
  const job = await home.job("job");
  deepEqual([job.id, job.state, job.exitCode, job.why], [1, "succeeded", 0, "exit code 0"]);
  deepEqual(job.runs.map(({ run, outcome }) => [run, outcome?.code]), [[1, 8], [2, 0]]);
  equal(
    [...Deno.readDirSync(home.paths().jobs)].filter(({ name }) => /\.stdout$/.test(name)).length,
    2,
  );
  match(
    await home.ask(["show", "job"]),
    /^RUN +PID +STARTED +DURATION +EXIT +STDOUT +STDERR +ENDED BY\n +1 .* 8 /m,
  );
});

Deno.test("chore restart stops a job that runs, then starts it; wait goes on to its end", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", fixture("tell_signals"));
  await home.untilSaid("job", "ready");
  const waiting = home.start(["chore", "wait", "job"]);
  equal(await home.ask(["restart", "1"]), "job\n");
  await home.untilSaid("job", "ready");
  const [first] = (await home.job("job")).runs;
  match(first?.endedBy ?? "", /^restarted by tester, process \d+ at /);
  equal(first?.outcome?.code, 7);
  await home.ask(["stop", "job"]);
  equal((await waiting.ended).code, 7);
  equal((await home.job("job")).state, "stopped");
});

Deno.test("chore stop of a job that is being restarted leaves it stopped", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", fixture("ignore_term"));
  await home.untilSaid("job", "ready");
  await home.ask(["restart", "--no-wait", "job"]);
  equal((await home.job("job")).state, "stopping");
  await home.ask(["kill", "job"]);
  const { state, runs } = await home.job("job");
  deepEqual([state, runs.length], ["stopped", 1]);
});

Deno.test("chore restart returns once the command runs, or with 103 and the reason why it cannot", async () => {
  await using home = await makeHome();
  const program = home.path("program");
  await Deno.copyFile(fixture("tell_signals"), program);
  await home.run("-j", "job", "--", program);
  await home.untilSaid("job", "ready");
  await home.ask(["restart", "job"]);
  const { state, runs } = await home.job("job");
  deepEqual([state, runs.length], ["running", 2]);
  await Deno.remove(program);
  const { code, stdout, stderr } = await home.chore(["restart", "job"]);
  deepEqual([code, stdout], [103, "job\n"]);
  equal(stderr, `chore: Cannot start job "job": there is no such command: "${program}"\n`);
  const quick = await home.chore(["restart", "--no-wait", "job"]);
  deepEqual([quick.code, quick.stdout], [0, "job\n"]);
});

Deno.test("chore restart takes several jobs and --all, and refuses by whole", async () => {
  await using home = await makeHome();
  for (const name of ["one", "two"]) await home.run("-j", name, "--", "true");
  await home.ask(["wait", "one", "two"]);
  equal((await home.chore(["restart", "one", "three"])).code, 103);
  equal(await home.ask(["restart", "--all"]), "one\ntwo\n");
  await home.ask(["wait", "one", "two"]);
  const jobs = await home.json<JobView[]>(["show", "one", "two"]);
  deepEqual(jobs.map(({ runs }) => runs.length), [2, 2]);
  equal((await home.chore(["restart"])).code, 100);
});
