import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { Home } from "../support/home.ts";
import { endOf, look, only, outcomeOf, startJob, submit } from "../support/jobs.ts";
import { complainOfLines, ledgerSpec } from "../support/ledger.ts";
import { until } from "../support/deadline.ts";
import { fixture } from "../support/place.ts";
import { runPaths } from "../../system/paths.ts";
import { exists } from "../../system/durable.ts";

Deno.test("loop() goes on after chored was stopped: nothing was missed", async () => {
  await using home = await Home.make();
  const chored = await home.start();
  using client = await home.connect();
  const ledger = `${home.folder}/ledger`;
  await startJob(client, [fixture("hold"), home.folder], { name: "long" });
  const job = { id: "short", lines: 200, code: 3 };
  await client.call("run", { request: "short", name: "short", spec: ledgerSpec(ledger, job) });
  await client.call("wait", { jobs: only("short"), until: "start" });
  await chored.kill("SIGSTOP");
  // the job, its worker and another request do not need chored to go on
  const paths = runPaths(`${home.paths().runs}/2`);
  const late = submit(client, [fixture("exit_with"), "5"], { name: "late" });
  await until("the end is on record", () => exists(paths.final));
  await until(
    "the worker is gone",
    async () => !(await home.processes()).some(({ words }) => words.includes(`${paths.folder} `)),
  );
  await chored.kill("SIGCONT");
  const { id } = await late;
  deepEqual([id, outcomeOf(await endOf(client, "late"))], [3, "exited 5"]);
  const ended = await endOf(client, "short");
  deepEqual([outcomeOf(ended), ended.runs.length], ["exited 3", 1]);
  equal(complainOfLines(paths.stdout, { ...job, stream: "out" }), undefined);
  equal((await look(client, "long")).state, "running");
  await client.call("kill", { jobs: only("long") });
  equal((await endOf(client, "long")).state, "stopped");
});

Deno.test("examine() waits for a worker that was stopped, and never sends a second", async () => {
  await using home = await Home.make();
  const chored = await home.start();
  const mark = `${home.folder}/mark`;
  {
    using client = await home.connect();
    await startJob(client, [fixture("wait_for_file"), mark, "7"], { name: "job" });
  }
  const worker = (await home.processes()).find(({ words }) => words.includes("/worker/main.ts"));
  if (worker === undefined) throw new Error("there is no worker");
  Deno.kill(worker.pid, "SIGSTOP");
  await chored.kill();
  await home.start();
  using client = await home.connect();
  await Deno.writeTextFile(mark, "");
  equal((await look(client, "job")).state, "running");
  Deno.kill(worker.pid, "SIGCONT");
  const job = await endOf(client, "job");
  deepEqual([outcomeOf(job), job.runs.length], ["exited 7", 1]);
});
