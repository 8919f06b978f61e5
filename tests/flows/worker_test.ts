import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { until } from "../support/deadline.ts";
import { fixture } from "../support/place.ts";
import { HAS_PROC, isAlive, openFiles } from "../support/proc.ts";
import { makeHome } from "../support/user_home.ts";

Deno.test("chored_worker is one process for each run, and closes all when its job has ended", async () => {
  await using home = await makeHome();
  for (const name of ["one", "two"]) await home.run("-j", name, "--", fixture("hold"));
  const workers = await home.workers();
  equal(workers.length, 2);
  const chored = home.pid();
  equal(workers.every(({ parent }) => parent === chored), true);
  const jobs = (await home.processes()).filter(({ words }) => words[1] === fixture("hold"));
  deepEqual(jobs.map(({ parent }) => parent).sort(), workers.map(({ pid }) => pid).sort());
  await home.ask(["kill", "one"]);
  await until("its worker ends", async () => (await home.workers()).length === 1);
  await home.ask(["kill", "two"]);
  await until("the other ends", async () => (await home.workers()).length === 0);
});

Deno.test({
  name: "chored closes all that it had open for a run that has ended",
  ignore: !HAS_PROC,
  fn: async () => {
    await using home = await makeHome();
    const count = () => openFiles(home.pid()).size;
    const end = async () => {
      await home.ask(["run", "-f", "--", "true"]);
      await until("the worker is gone", async () => (await home.workers()).length === 0);
    };
    await end();
    const before = count();
    for (let i = 0; i < 3; i++) await end();
    await until("no file is left open", () => count() <= before);
  },
});

Deno.test("chored_worker lives on without chored: the job goes on, is logged, and its end is known exactly", async () => {
  await using home = await makeHome();
  const go = home.path("go");
  await home.run("-j", "job", "--", fixture("wait_for_file"), go, "9");
  await home.run("-j", "noisy", "--", "sh", "-c", 'until [ -e "$1" ]; do echo x; done', "sh", go);
  const files = await home.filesOf("job");
  const chored = home.pid();
  Deno.kill(chored, "SIGKILL");
  await until("chored is gone", () => !isAlive(chored));
  await Deno.writeTextFile(go, "");
  await until("both workers have ended", async () => (await home.workers()).length === 0);
  equal(await Deno.readTextFile(files.stdout), "ready\ndone\n");

  const { code, stderr } = await home.chore(["wait", "job"]);
  equal(code, 9);
  match(stderr, /^chore: re-adopted 0, ended meanwhile 2, started again 0, lost 0$/m);
  const job = await home.job("job");
  deepEqual([job.state, job.runs.length, job.runs[0]?.stdoutBytes], ["failed", 1, 11]);
  equal((await home.job("noisy")).state, "succeeded");
});

Deno.test("chored_worker that is killed: the rest of its job is ended, and the run is lost, with what was found", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", fixture("hold"));
  const [worker] = await home.workers();
  Deno.kill(worker?.pid ?? 0, "SIGKILL");
  const { code, stderr } = await home.chore(["wait", "job"]);
  equal(code, 111);
  match(
    stderr,
    /^chore: job: lost: its worker was killed; the rest of the job was ended by TERM$/m,
  );
  const { state, runs } = await home.job("job");
  deepEqual([state, runs[0]?.outcome?.kind, runs.length], ["lost", "lost", 1]);
  match(await home.ask(["list"]), / job +lost .* lost /);
  await until("nothing of the job lives", async () => (await home.processes()).length === 1);
  equal(await home.ask(["restart", "job"]), "job\n");
});

Deno.test("chored keeps a log with times and levels, and rotates it", async () => {
  await using home = await makeHome({ isIdle: true });
  const { log, folders } = home.paths();
  for (const folder of folders.slice(0, 3)) await Deno.mkdir(folder, { mode: 0o700 });
  const old = "2026-01-01T00:00:00.000Z info    filler\n".repeat(26_900);
  await Deno.writeTextFile(log, old, { mode: 0o600 });
  equal((await home.chored(["-d"])).code, 0);
  await home.ask(["run", "-f", "-j", "job", "--env", "SECRET=hidden", "--", "true"]);
  for (let i = 0; i < 5; i++) await home.ask(["run", "-f", "--", "true"]);
  await until("the log is rotated", () => [...Deno.readDirSync(`${home.base}/logs`)].length === 2);
  const text = await Deno.readTextFile(`${log}.1`) + await Deno.readTextFile(log);
  const lines = text.slice(old.length).trimEnd().split("\n");
  for (const line of lines) {
    match(line, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (debug|info|warning|error) +\S/);
  }
  equal(text.includes("hidden"), false, "an environment never reaches the log");
  match(text, /job 1 "job": running -> succeeded: exit code 0\n/);
});
