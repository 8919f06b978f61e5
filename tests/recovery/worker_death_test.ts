import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { runPaths } from "../../system/paths.ts";
import type { Client } from "../../wire/client.ts";
import { until } from "../support/deadline.ts";
import { Home } from "../support/home.ts";
import { endOf, type JobOptions, only, outcomeOf, reasonOf, startJob } from "../support/jobs.ts";
import { fixture } from "../support/place.ts";

const isWorker = (words: string) => words.includes("/worker/main.ts");

/** Starts a job that says "ready", then kills its worker. */
async function orphan(home: Home, client: Client, options: JobOptions & { fixture: string }) {
  const { fixture: name, ...spec } = options;
  await startJob(client, [fixture(name), home.folder], { name: "job", ...spec });
  const { stdout } = runPaths(`${home.paths().runs}/1`);
  await until("the job is ready", async () => (await Deno.readTextFile(stdout)).includes("ready"));
  const worker = (await home.processes()).find(({ words }) => isWorker(words));
  if (worker === undefined) throw new Error("there is no worker");
  Deno.kill(worker.pid, "SIGKILL");
}

async function rest(home: Home): Promise<string[]> {
  const processes = await home.processes();
  return processes.map(({ words }) => words).filter((words) => words.includes("/fixtures/"));
}

Deno.test("buryJob() ends the rest of a job whose worker was killed", async () => {
  await using home = await Home.make();
  await home.start();
  using client = await home.connect();
  await orphan(home, client, { fixture: "hold" });
  const job = await endOf(client, "job");
  deepEqual([job.state, outcomeOf(job), job.runs[0]?.leftBehind], ["lost", "lost", false]);
  equal(reasonOf(job), "its worker was killed; the rest of the job was ended by TERM");
  equal(job.runs[0]?.stdoutBytes, "ready\n".length);
  await until("nothing of it is left", async () => (await rest(home)).length === 0);
});

Deno.test("buryJob() ends by KILL what does not end by TERM, after its grace", async () => {
  await using home = await Home.make();
  await home.start();
  using client = await home.connect();
  await orphan(home, client, { fixture: "ignore_term", graceMs: 300 });
  const job = await endOf(client, "job");
  equal(reasonOf(job), "its worker was killed; the rest of the job was ended by KILL");
  await until("nothing of it is left", async () => (await rest(home)).length === 0);
});

Deno.test("buryJob() leaves the rest of a job that wants that", async () => {
  await using home = await Home.make();
  await home.start();
  using client = await home.connect();
  await orphan(home, client, { fixture: "hold", orphan: "leave" });
  const job = await endOf(client, "job");
  deepEqual([job.state, job.runs[0]?.leftBehind], ["lost", true]);
  match(reasonOf(job), /was left running$/);
  equal((await rest(home)).length > 0, true);
});

Deno.test("buryJob() ends at once what somebody kills meanwhile", async () => {
  await using home = await Home.make();
  await home.start();
  using client = await home.connect();
  await orphan(home, client, { fixture: "ignore_term", graceMs: 3_600_000 });
  await until(
    "an undertaker is at work",
    async () =>
      (await home.processes()).some(({ words }) => / bury /.test(words) && isWorker(words)),
  );
  await until("the job has ended", async () => {
    await client.call("kill", { jobs: only("job") });
    const [job] = await client.call("show", { jobs: only("job") });
    return job?.exitCode !== null;
  });
  equal((await endOf(client, "job")).runs.length, 1);
});
