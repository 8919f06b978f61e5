import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { runPaths } from "../../system/paths.ts";
import { until } from "../support/deadline.ts";
import { Home } from "../support/home.ts";
import { endOf, look, only, outcomeOf, startJob, submit } from "../support/jobs.ts";
import { fixture } from "../support/place.ts";

Deno.test("examine() gives a restarted chored its jobs back, with the same names, ids and pids", async () => {
  await using home = await Home.make();
  const chored = await home.start();
  const before = [];
  {
    using client = await home.connect();
    for (const name of ["one", "two", "three"]) {
      await startJob(client, [fixture("hold"), home.folder], { name });
      before.push(await look(client, name));
    }
  }
  await chored.kill();
  await home.start();
  using client = await home.connect();
  for (const job of before) deepEqual(await look(client, job.name), job);
  const { recovered } = await client.call("session", {});
  deepEqual(recovered, { readopted: 3, ended: 0, startedAgain: 0, lost: 0 });
});

Deno.test("examine() gives full control of a re-adopted job", async () => {
  await using home = await Home.make();
  const chored = await home.start();
  const isSaid = (text: string) => async () =>
    (await Deno.readTextFile(`${runPaths(`${home.paths().runs}/1`).stdout}`)).includes(text);
  {
    using client = await home.connect();
    await startJob(client, [fixture("tell_signals"), home.folder], { name: "job" });
    await until("the job is ready", isSaid("ready"));
  }
  await chored.kill();
  await home.start();
  using client = await home.connect();
  await client.call("signal", { jobs: only("job"), signal: "SIGUSR2" });
  await until("the job got the signal", isSaid("USR2"));
  const { usage } = await look(client, "job", { usage: true });
  ok((usage?.processes ?? 0) >= 1);
  await client.call("stop", { jobs: only("job") });
  const job = await endOf(client, "job");
  deepEqual([job.state, outcomeOf(job)], ["stopped", "exited 7"]);
  match(job.why, /stopped by a test at /);
});

Deno.test("examine() learns the exit code of a re-adopted job, and its output is whole", async () => {
  await using home = await Home.make();
  const mark = `${home.folder}/mark`;
  let chored = await home.start();
  {
    using client = await home.connect();
    await startJob(client, [fixture("wait_for_file"), mark, "5"], { name: "job" });
  }
  for (let times = 0; times < 3; times++) {
    await chored.kill();
    chored = await home.start();
  }
  using client = await home.connect();
  await Deno.writeTextFile(mark, "");
  const job = await endOf(client, "job");
  deepEqual([job.state, outcomeOf(job), job.runs.length], ["failed", "exited 5", 1]);
  const stdout = runPaths(`${home.paths().runs}/${job.runs[0]?.run}`).stdout;
  equal(await Deno.readTextFile(stdout), "ready\ndone\n");
});

Deno.test("examine() knows exactly what ended while no chored served", async () => {
  await using home = await Home.make();
  const mark = `${home.folder}/mark`;
  const chored = await home.start();
  {
    using client = await home.connect();
    for (const code of ["0", "3", "9"]) {
      await startJob(client, [fixture("wait_for_file"), mark, code], { name: `code_${code}` });
    }
  }
  await chored.kill();
  await Deno.writeTextFile(mark, "");
  await until("no worker is left", async () => (await home.processes()).length === 0);
  await home.start();
  using client = await home.connect();
  for (const code of [0, 3, 9]) {
    const job = await endOf(client, `code_${code}`);
    deepEqual([outcomeOf(job), job.exitCode], [`exited ${code}`, code]);
  }
  const { recovered } = await client.call("session", {});
  deepEqual(recovered, { readopted: 0, ended: 3, startedAgain: 0, lost: 0 });
});

Deno.test("examine() counts as found only what chored's predecessor left", async () => {
  await using home = await Home.make();
  await home.start();
  using client = await home.connect();
  await startJob(client, [fixture("hold"), home.folder], { name: "job" });
  const worker = (await home.processes()).find(({ words }) => words.includes("/worker/main.ts"));
  Deno.kill(worker?.pid ?? 0, "SIGKILL");
  equal(outcomeOf(await endOf(client, "job")), "lost");
  const { recovered } = await client.call("session", {});
  deepEqual(recovered, { readopted: 0, ended: 0, startedAgain: 0, lost: 0 });
});

Deno.test("examine() starts what was accepted and had not begun", async () => {
  await using home = await Home.make();
  const chored = await home.start();
  {
    using client = await home.connect();
    await submit(client, [fixture("exit_with"), "4"], { name: "job" });
    await chored.kill();
  }
  await home.start();
  using client = await home.connect();
  equal(outcomeOf(await endOf(client, "job")), "exited 4");
});
