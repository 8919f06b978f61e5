import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../../limits.ts";
import { exited, FakeWorker, RUNNING } from "../../support/fake_worker.ts";
import { specOf } from "../../support/specs.ts";
import { TestSession } from "../../support/test_session.ts";

const named = (...names: string[]) => ({ names, all: false });

Deno.test("stop records who wants it, then orders the worker, and the job ends as stopped", async () => {
  await using test = new TestSession();
  const client = await test.connect("ann");
  const { id, name, jobs, worker } = await FakeWorker.start(test, client, { graceMs: 77 });
  worker.answer = ({ order }) => {
    const { state, why } = test.session.store.job(id) ?? {};
    deepEqual([order, state], ["stop", "stopping"]);
    match(why ?? "", /^stopped by ann at 2/);
    return { ok: true };
  };
  const [done] = await client.call("stop", { jobs });
  deepEqual(done, { id, name, state: "stopping" });
  const order = await worker.order();
  equal(order.order === "stop" && order.graceMs, 77);
  worker.report({ ...exited(0), outcome: { kind: "signaled", signal: "SIGTERM" } });
  await test.reaches(id, "stopped");
  match(test.session.store.job(id)?.why ?? "", /^ended by SIGTERM; stopped by ann at 2/);
});

Deno.test("stop gives the grace that is asked for rather than the job's own", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { jobs, worker } = await FakeWorker.start(test, client, { graceMs: 77 });
  await client.call("stop", { jobs, graceMs: 5 });
  const order = await worker.order();
  equal(order.order === "stop" && order.graceMs, 5);
});

Deno.test("stop calls a job stopped that ended by itself meanwhile, whatever its exit code", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { id, jobs, worker } = await FakeWorker.start(test, client);
  await client.call("stop", { jobs });
  worker.report(exited(0));
  await test.reaches(id, "stopped");
});

Deno.test("stop gives up a job that waits, without a worker", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  for (const state of ["scheduled", "waiting", "held", "backoff"] as const) {
    const id = test.add({ name: state, state });
    deepEqual(await client.call("stop", { jobs: named(state) }), [
      { id, name: state, state: "stopped" },
    ]);
    equal(test.session.store.job(id)?.state, "stopped");
  }
  deepEqual(test.launches, []);
});

Deno.test("stop says of a job that has ended that there was nothing to do", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const id = test.add({ name: "build", state: "failed" });
  deepEqual(await client.call("stop", { jobs: named("build") }), [
    { id, name: "build", state: "failed", note: "it had ended already" },
  ]);
});

Deno.test("stop reaches a worker that calls only later", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { id, name } = await client.call("run", { request: "r", spec: specOf() });
  await test.reaches(id, "starting");
  const [done] = await client.call("stop", { jobs: named(name) });
  equal(done?.state, "stopping");
  const worker = await FakeWorker.call(test, id, { state: RUNNING });
  const order = await worker.order();
  equal(order.order, "stop");
  equal(test.session.store.job(id)?.state, "stopping");
});

Deno.test("stop takes all to be those that have not ended", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  test.add({ name: "old", state: "failed" });
  const held = test.add({ name: "held", state: "held" });
  const done = await client.call("stop", { jobs: { names: [], all: true } });
  deepEqual(done, [{ id: held, name: "held", state: "stopped" }]);
});

Deno.test("stop is recorded with its grace, so that the next chored can repeat it", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { jobs } = await FakeWorker.start(test, client);
  await client.call("stop", { jobs });
  const { ender, stopMs } = test.session.store.run(1) ?? {};
  deepEqual([ender, stopMs], ["user", LIMITS.graceMs]);
});
