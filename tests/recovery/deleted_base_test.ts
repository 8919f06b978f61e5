import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { exists } from "../../system/durable.ts";
import { Checkout } from "../support/checkout.ts";
import { until, within } from "../support/deadline.ts";
import { Home } from "../support/home.ts";
import { endOf, look, outcomeOf, startJob, submit } from "../support/jobs.ts";
import { fixture } from "../support/place.ts";

/** chored looks at itself every 100 ms. */
const lookOften = (text: string) => text.replace(/tickMs: [^,]+,/, "tickMs: 100,");

Deno.test("loop() leaves when its folder was deleted under it", async () => {
  await using checkout = await Checkout.copy({ "limits.ts": lookOften });
  await using home = await Home.make({ root: checkout.root });
  const chored = await home.start();
  await Deno.remove(home.base, { recursive: true });
  const { code } = await within("chored leaves", chored.ended);
  equal(code, 0);
  match(chored.said, /its files were deleted or replaced under it/);
  // and a successor finds the place free
  await home.start();
  using client = await home.connect();
  await submit(client, [fixture("exit_with"), "4"], { name: "job" });
  equal(outcomeOf(await endOf(client, "job")), "exited 4");
});

Deno.test("loop() leaves its place to a successor where its lock file was replaced", async () => {
  await using checkout = await Checkout.copy({ "limits.ts": lookOften });
  await using home = await Home.make({ root: checkout.root });
  const first = await home.start();
  const mark = `${home.folder}/mark`;
  {
    using client = await home.connect();
    await startJob(client, [fixture("wait_for_file"), mark, "5"], { name: "job" });
  }
  await Deno.remove(home.paths().pid);
  const second = await home.start();
  await within("the first leaves", first.ended);
  equal(second.isServing, true);
  equal(exists(home.paths().socket), true);
  using client = await home.connect();
  equal((await client.call("session", {})).pid, second.pid);
  await Deno.writeTextFile(mark, "");
  const job = await endOf(client, "job");
  deepEqual([outcomeOf(job), job.runs.length], ["exited 5", 1]);
});

Deno.test("Acceptance.submit() takes no job into a store that was deleted", async () => {
  await using home = await Home.make();
  const chored = await home.start();
  using client = await home.connect();
  await submit(client, [fixture("exit_with"), "0"], { name: "before" });
  await endOf(client, "before");
  // the worker of "before" may still write its last files
  await until("all is deleted", () =>
    Deno.remove(home.paths().cache, { recursive: true }).then(
      () => true,
      (error) => error instanceof Deno.errors.NotFound,
    ));
  const answer = await submit(client, [fixture("exit_with"), "0"], { name: "after" })
    .then(() => "accepted", (error: Error) => error.message);
  match(answer, /were deleted or replaced/);
  equal((await within("chored leaves", chored.ended)).code, 0);
  await home.start();
  using next = await home.connect();
  await submit(next, [fixture("exit_with"), "3"], { name: "after" });
  equal(outcomeOf(await endOf(next, "after")), "exited 3");
  await until("the job has its files", async () => (await look(next, "after")).runs.length === 1);
});
