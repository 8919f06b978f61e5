import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { exited, FakeWorker } from "../../support/fake_worker.ts";
import { TestSession } from "../../support/test_session.ts";

Deno.test("kill gives a job no grace at all, and records who wanted that", async () => {
  await using test = new TestSession();
  const client = await test.connect("ann");
  const { id, name, jobs, worker } = await FakeWorker.start(test, client);
  deepEqual(await client.call("kill", { jobs }), [{ id, name, state: "stopping" }]);
  const order = await worker.order();
  equal(order.order === "stop" && order.graceMs, 0);
  worker.report({ ...exited(0), outcome: { kind: "signaled", signal: "SIGKILL" } });
  await test.reaches(id, "stopped");
  match(test.session.store.run(1)?.endedBy ?? "", /^killed by ann at 2/);
});

Deno.test("kill hurries a job that is being stopped", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { jobs, worker } = await FakeWorker.start(test, client);
  await client.call("stop", { jobs });
  await client.call("kill", { jobs });
  const order = await worker.order(2);
  equal(order.order === "stop" && order.graceMs, 0);
  equal(test.session.store.run(1)?.stopMs, 0);
});
