import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { type RunPaths, runPaths } from "../../system/paths.ts";
import type { Client } from "../../wire/client.ts";
import { until } from "../support/deadline.ts";
import { Home } from "../support/home.ts";
import { endOf, look, outcomeOf, reasonOf, startJob, submit } from "../support/jobs.ts";
import { fixture } from "../support/place.ts";

/** A job that runs until `mark` is there, and another, that nothing may happen to. */
async function startBoth(home: Home, client: Client): Promise<{ mark: string; paths: RunPaths }> {
  const mark = `${home.folder}/mark`;
  await startJob(client, [fixture("wait_for_file"), mark, "5"], { name: "job" });
  await startJob(client, [fixture("wait_for_file"), mark, "6"], { name: "other" });
  return { mark, paths: runPaths(`${home.paths().runs}/1`) };
}

async function isUnharmed(client: Client): Promise<void> {
  equal(outcomeOf(await endOf(client, "other")), "exited 6");
  await submit(client, [fixture("exit_with"), "2"], { name: "later" });
  equal(outcomeOf(await endOf(client, "later")), "exited 2");
}

Deno.test("finishRun() tells the exit code though the run folder was deleted", async () => {
  await using home = await Home.make();
  await home.start();
  using client = await home.connect();
  const { mark, paths } = await startBoth(home, client);
  await Deno.remove(paths.folder, { recursive: true });
  await Deno.writeTextFile(mark, "");
  equal(outcomeOf(await endOf(client, "job")), "exited 5");
  await isUnharmed(client);
});

Deno.test("examine() calls a run lost whose folder and worker are both gone", async () => {
  await using home = await Home.make();
  const chored = await home.start();
  {
    using client = await home.connect();
    const { mark, paths } = await startBoth(home, client);
    await chored.kill();
    await Deno.remove(paths.folder, { recursive: true });
    const isIts = (words: string) => words.includes(` ${paths.folder} `);
    for (const { pid, words } of await home.processes()) {
      if (isIts(words)) Deno.kill(pid, "SIGKILL");
    }
    await Deno.writeTextFile(mark, "");
  }
  await home.start();
  using client = await home.connect();
  const job = await endOf(client, "job");
  deepEqual([job.state, outcomeOf(job)], ["lost", "lost"]);
  equal(reasonOf(job), "its run folder was deleted; its processes may still run");
  await isUnharmed(client);
});

Deno.test("examine() re-adopts no worker of a run whose folder was deleted, and harms nothing else", async () => {
  await using home = await Home.make();
  const chored = await home.start();
  {
    using client = await home.connect();
    const { mark, paths } = await startBoth(home, client);
    await chored.kill();
    await Deno.remove(paths.folder, { recursive: true });
    await home.start();
    await Deno.writeTextFile(mark, "");
  }
  using client = await home.connect();
  equal((await endOf(client, "job")).state, "lost");
  await isUnharmed(client);
  await until(
    "its worker has left",
    async () => !(await home.processes()).some(({ words }) => words.includes("/worker/main.ts")),
  );
});

/** What somebody may do to the files of a run while it runs. */
const CHANGES: Readonly<Record<string, (paths: RunPaths) => void>> = {
  "its output deleted": ({ stdout, stderr }) =>
    [stdout, stderr].forEach((path) => Deno.removeSync(path)),
  "its records replaced by garbage": ({ started, pid }) =>
    [started, pid].forEach((path) => Deno.writeTextFileSync(path, "\0garbage{")),
  "a folder in the place of its end": ({ final }) =>
    Deno.mkdirSync(`${final}/x`, { recursive: true }),
  "its ticket deleted": ({ ticket }) => Deno.removeSync(ticket),
  "its gate and its mark deleted": ({ gate, go }) =>
    [gate, go].forEach((path) => Deno.removeSync(path)),
};

for (const [name, change] of Object.entries(CHANGES)) {
  Deno.test(`chored survives that a run has ${name}`, async () => {
    await using home = await Home.make();
    await home.start();
    using client = await home.connect();
    const { mark, paths } = await startBoth(home, client);
    change(paths);
    await Deno.writeTextFile(mark, "");
    await isUnharmed(client);
    const job = await endOf(client, "job");
    match(outcomeOf(job), /^(exited 5|refused)$/);
    equal(job.runs.length, 1);
  });
}

Deno.test("examine() takes no forged end for true that is none", async () => {
  await using home = await Home.make();
  const chored = await home.start();
  const ends = [
    "",
    "{}",
    "null",
    '{"nonce":"0000000000000000","boot":"","state":{"phase":"ended"}}',
    `${"x".repeat(1_000_000)}`,
  ];
  {
    using client = await home.connect();
    for (const name of ends.keys()) {
      await startJob(client, [fixture("hold"), home.folder], { name: `job_${name}` });
    }
  }
  await chored.kill();
  for (const { pid, words } of await home.processes()) {
    if (words.includes("/worker/main.ts")) Deno.kill(pid, "SIGKILL");
  }
  for (const [index, text] of ends.entries()) {
    await Deno.writeTextFile(runPaths(`${home.paths().runs}/${index + 1}`).final, text);
  }
  await home.start();
  using client = await home.connect();
  for (const name of ends.keys()) {
    equal((await endOf(client, `job_${name}`)).state, "lost");
    equal((await look(client, `job_${name}`)).runs.length, 1);
  }
});
