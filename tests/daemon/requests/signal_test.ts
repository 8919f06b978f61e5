import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../../limits.ts";
import { FakeWorker } from "../../support/fake_worker.ts";
import { isRefused } from "../../support/refusals.ts";
import { TestSession } from "../../support/test_session.ts";

Deno.test("signal has the worker send it, and records who wanted that", async () => {
  await using test = new TestSession();
  const client = await test.connect("ann");
  const { id, name, jobs, worker } = await FakeWorker.start(test, client);
  deepEqual(await client.call("signal", { jobs, signal: "SIGHUP" }), [
    { id, name, state: "running" },
  ]);
  const order = await worker.order();
  equal(order.order === "signal" && order.signal, "SIGHUP");
  match(test.session.store.run(1)?.endedBy ?? "", /^SIGHUP sent by ann at 2/);
});

Deno.test("signal says what the worker could not do", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { jobs, worker } = await FakeWorker.start(test, client);
  worker.answer = () => ({ ok: false, detail: "no such process" });
  await isRefused(client.call("signal", { jobs, signal: "SIGHUP" }), "system", {
    message: 'Cannot signal job "make": no such process',
  });
});

Deno.test("signal does not wait for a worker that is gone", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { jobs, worker } = await FakeWorker.start(test, client);
  worker.answer = () => {
    worker.die();
    return undefined;
  };
  const start = performance.now();
  await isRefused(client.call("signal", { jobs, signal: "SIGHUP" }), "system", {
    message: 'Cannot signal job "make": its worker does not answer',
  });
  ok(performance.now() - start < LIMITS.orderMs);
});

Deno.test("signal sends nothing to any job where one of them does not run", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { name, worker } = await FakeWorker.start(test, client);
  test.add({ name: "held", state: "held" });
  const jobs = { names: [name, "held"], all: false };
  await isRefused(client.call("signal", { jobs, signal: "SIGHUP" }), "wrong_state", {
    message: 'Cannot signal job "held": it is held',
  });
  deepEqual(worker.orders, []);
});

Deno.test("signal takes all to be those that run", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  test.add({ name: "held", state: "held" });
  const { id } = await FakeWorker.start(test, client);
  const done = await client.call("signal", { jobs: { names: [], all: true }, signal: "SIGHUP" });
  deepEqual(done.map((each) => each.id), [id]);
});
