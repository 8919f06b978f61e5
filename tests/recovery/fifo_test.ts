import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { exists } from "../../system/durable.ts";
import { runPaths } from "../../system/paths.ts";
import type { Client } from "../../wire/client.ts";
import type { JobView } from "../../wire/replies.ts";
import { until } from "../support/deadline.ts";
import { Home } from "../support/home.ts";
import { endOf, outcomeOf, startJob, submit } from "../support/jobs.ts";

const quickJobs = 5;

async function outputOf(home: Home, job: JobView): Promise<readonly string[]> {
  const { stdout, stderr } = runPaths(`${home.paths().runs}/${job.runs.at(-1)?.run}`);
  return await Promise.all([stdout, stderr].map((path) => Deno.readTextFile(path)));
}

async function writesQuickly(
  home: Home,
  client: Client,
  { orphan }: { readonly orphan: "kill" | "adopt" },
): Promise<void> {
  const names = Array.from({ length: quickJobs }, (_, index) => `${orphan}_${index}`);
  const argv = ["sh", "-c", "echo out; echo err >&2; exit 3"];
  for (const name of names) await submit(client, argv, { name, orphan, output: "fifo" });
  for (const name of names) {
    const job = await endOf(client, name);
    deepEqual([outcomeOf(job), await outputOf(home, job)], ["exited 3", ["out\n", "err\n"]]);
  }
}

Deno.test("keepAfterFifos() misses nothing of a job that writes and ends at once", async () => {
  await using home = await Home.make();
  await home.start();
  using client = await home.connect();
  for (const orphan of ["kill", "adopt"] as const) await writesQuickly(home, client, { orphan });
});

Deno.test("adoptJob() reads what a job left in its fifos that ended while no worker lived", async () => {
  await using home = await Home.make();
  const chored = await home.start();
  const mark = `${home.folder}/mark`;
  const lines = 500;
  const script =
    `until [ -e ${mark} ]; do sleep 0.01; done; seq ${lines}; seq ${lines} >&2; exit 7`;
  {
    using client = await home.connect();
    const options = { name: "job", orphan: "adopt", output: "fifo" } as const;
    await startJob(client, ["sh", "-c", script], options);
    await chored.kill();
  }
  const worker = (await home.processes()).find(({ words }) => words.includes("/worker/main.ts"));
  Deno.kill(worker?.pid ?? 0, "SIGKILL");
  await Deno.writeTextFile(mark, "");
  const { exitCode } = runPaths(`${home.paths().runs}/1`);
  await until("the gate has recorded the end", () => exists(exitCode));
  await home.start();
  using client = await home.connect();
  const job = await endOf(client, "job");
  const whole = Array.from({ length: lines }, (_, index) => `${index + 1}\n`).join("");
  deepEqual([outcomeOf(job), job.runs[0]?.leftBehind], ["exited 7", false]);
  const [stdout, stderr] = await outputOf(home, job);
  equal(stdout, whole);
  equal(stderr, whole);
  await until(
    "the gate is gone",
    async () => !(await home.processes()).some(({ words }) => words.includes("/gate")),
  );
});
