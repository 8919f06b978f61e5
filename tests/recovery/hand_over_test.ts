import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { EXIT } from "../../job/exit_code.ts";
import { Home } from "../support/home.ts";
import { endOf, look, outcomeOf, startJob, submit } from "../support/jobs.ts";
import { fixture } from "../support/place.ts";

const times = 5;

Deno.test("takeOver() replaces the chored that serves, and no job notices", async () => {
  await using home = await Home.make();
  const mark = `${home.folder}/mark`;
  let chored = await home.start();
  {
    using client = await home.connect();
    await startJob(client, [fixture("wait_for_file"), mark, "6"], { name: "job" });
  }
  for (let time = 0; time < times; time++) {
    const next = await home.start({ words: ["--restart"] });
    equal((await chored.ended).code, EXIT.ok, chored.said);
    chored = next;
    using client = await home.connect();
    const { pid, recovered } = await client.call("session", {});
    deepEqual([pid, recovered.readopted], [chored.pid, 1]);
  }
  await Deno.writeTextFile(mark, "");
  using client = await home.connect();
  const job = await endOf(client, "job");
  deepEqual([outcomeOf(job), job.runs.length], ["exited 6", 1]);
});

Deno.test("takeOver() starts where no chored serves", async () => {
  await using home = await Home.make();
  await home.start({ words: ["--restart"] });
});

Deno.test("terminate() leaves the jobs that it is to keep, and starts no other", async () => {
  await using home = await Home.make();
  const mark = `${home.folder}/mark`;
  const chored = await home.start();
  {
    using client = await home.connect();
    await startJob(client, [fixture("wait_for_file"), mark, "2"], { name: "running" });
    const late = submit(client, [fixture("exit_with"), "8"], { name: "late" });
    const report = client.call("shutdown", { keepJobs: true });
    await late;
    const { stopped, killed, left } = await report;
    deepEqual([stopped, killed], [0, 0]);
    equal(left >= 1, true);
  }
  equal((await chored.ended).code, EXIT.ok);
  await home.start();
  using client = await home.connect();
  equal((await look(client, "running")).state, "running");
  await Deno.writeTextFile(mark, "");
  equal(outcomeOf(await endOf(client, "running")), "exited 2");
  equal(outcomeOf(await endOf(client, "late")), "exited 8");
});
