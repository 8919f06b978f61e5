import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../../limits.ts";
import { within } from "../../support/deadline.ts";
import { exited, FakeWorker } from "../../support/fake_worker.ts";
import { isRefused } from "../../support/refusals.ts";
import { specOf } from "../../support/specs.ts";
import { TestSession } from "../../support/test_session.ts";

Deno.test("shutdown stops every job that has a worker, then replies and ends", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const [a, b] = [await FakeWorker.start(test, client), await FakeWorker.start(test, client)];
  test.add({ name: "held", state: "held" });
  const ending = client.call("shutdown", {});
  for (const { id, worker } of [a, b]) {
    equal((await worker.order()).order, "stop");
    worker.report(exited(0));
    await test.reaches(id, "stopped");
  }
  deepEqual(await within("the reply", ending), { stopped: 2, killed: 0, left: 0 });
  await within("the end", test.ended);
  equal(test.session.store.jobByName("held")?.state, "held");
});

Deno.test("shutdown gives no job a longer grace than chored has itself", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { worker } = await FakeWorker.start(test, client, { graceMs: LIMITS.graceMaxMs });
  const ending = client.call("shutdown", {});
  const order = await worker.order();
  equal(order.order === "stop" && order.graceMs, LIMITS.terminateMs);
  worker.report(exited(0));
  await within("the reply", ending);
});

Deno.test("shutdown leaves the jobs to the next chored where that is wished", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { id, worker } = await FakeWorker.start(test, client);
  deepEqual(await client.call("shutdown", { keepJobs: true }), { stopped: 0, killed: 0, left: 1 });
  await within("the end", test.ended);
  deepEqual([test.session.store.job(id)?.state, worker.orders], ["running", []]);
});

Deno.test("shutdown takes no new job from its first line on, and starts none again", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { id, jobs, worker } = await FakeWorker.start(test, client);
  await client.call("restart", { jobs });
  const ending = client.call("shutdown", {});
  await worker.order(2);
  await isRefused(client.call("run", { request: "r", spec: specOf() }), "ending", {
    message: "Cannot take a job: chored is about to end",
  });
  worker.report(exited(0));
  await within("the reply", ending);
  equal(test.session.store.job(id)?.state, "stopped");
  equal(test.launches.length, 1);
});
