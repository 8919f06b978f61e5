import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { exists } from "../../../system/durable.ts";
import { until, within } from "../../support/deadline.ts";
import { exited, FakeWorker } from "../../support/fake_worker.ts";
import { isRefused } from "../../support/refusals.ts";
import { HOUR, Simulation } from "../../support/simulation.ts";
import { specOf } from "../../support/specs.ts";
import { TestSession } from "../../support/test_session.ts";

const named = (...names: string[]) => ({ names, all: false });

Deno.test("remove forgets a job that has ended, its runs and its files", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { job, run, paths } = test.addRun({ name: "build", state: "failed" });
  deepEqual(await client.call("remove", { jobs: named("build") }), [
    { id: job, name: "build", state: "failed" },
  ]);
  const { store } = test.session;
  deepEqual([store.job(job), store.run(run), exists(paths.folder)], [undefined, undefined, false]);
});

Deno.test("remove gives up a job that waits", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const id = test.add({ name: "held", state: "held" });
  deepEqual(await client.call("remove", { jobs: named("held") }), [
    { id, name: "held", state: "stopped" },
  ]);
  equal(test.session.store.job(id), undefined);
});

Deno.test("remove refuses a job that runs, and touches none of the others", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { name, worker } = await FakeWorker.start(test, client);
  test.add({ name: "old", state: "failed" });
  await isRefused(client.call("remove", { jobs: named("old", name) }), "wrong_state", {
    message: 'Cannot remove job "make": it is running: stop it first, or use --force',
  });
  deepEqual([test.session.store.countJobs(), worker.orders], [2, []]);
});

Deno.test("remove refuses a job whose output another one still reads, and clean leaves it", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { store } = test.session;
  const read = test.addRun({ name: "read", state: "succeeded" });
  const reader = test.addRun({ name: "reader" });
  store.changeRun(read.run, { endedAt: 1 });
  store.changeRun(reader.run, { inputRun: read.run });
  await isRefused(client.call("remove", { jobs: named("read") }), "wrong_state", {
    message:
      'Cannot remove job "read": another job still reads its output: wait for that, or use --force',
  });
  deepEqual(await client.call("remove", { jobs: { names: [], all: true } }), []);
  deepEqual(await client.call("clean", {}), []);
  equal(exists(read.paths.folder), true);
  await client.call("remove", { jobs: named("read"), force: true });
  equal(store.job(read.job), undefined);
});

Deno.test("remove forgets a job once nobody reads its output any more", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { store } = test.session;
  const read = test.addRun({ name: "read", state: "succeeded" });
  const reader = test.addRun({ name: "reader" });
  store.changeRun(reader.run, { inputRun: read.run, endedAt: 1 });
  await client.call("remove", { jobs: named("read") });
  equal(store.job(read.job), undefined);
});

Deno.test("remove by force stops a job that runs, and forgets it once it has ended", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { id, name, jobs, worker } = await FakeWorker.start(test, client);
  const removing = client.call("remove", { jobs, force: true });
  equal((await worker.order()).order, "stop");
  equal(test.session.store.job(id)?.state, "stopping");
  worker.report(exited(0));
  deepEqual(await within("the reply", removing), [{ id, name, state: "stopped" }]);
  equal(test.session.store.countJobs(), 0);
  await until("its folder is gone", () => !exists(test.pathsOf(1).folder));
});

Deno.test("remove by force wins over a restart that is under way", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { jobs, worker } = await FakeWorker.start(test, client);
  await client.call("restart", { jobs });
  const removing = client.call("remove", { jobs, force: true });
  await worker.order(2);
  worker.report(exited(0));
  await within("the reply", removing);
  equal(test.session.store.countJobs(), 0);
  equal(test.launches.length, 1);
});

Deno.test("remove takes all to be those that have ended", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const held = test.add({ name: "held", state: "held" });
  test.add({ state: "failed" });
  test.add({ state: "succeeded" });
  equal((await client.call("remove", { jobs: { names: [], all: true } })).length, 2);
  equal(test.session.store.job(held)?.state, "held");
});

Deno.test("remove by force wins over a policy that would start the job again", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { jobs, worker } = await FakeWorker.start(test, client, {
    restart: specOf({ restart: { policy: "always", attempts: 9 } }).restart,
  });
  const removing = client.call("remove", { jobs, force: true });
  await worker.order();
  worker.report(exited(0));
  await within("the reply", removing);
  equal(test.session.store.countJobs(), 0);
});

Deno.test("remove by force takes a repeated job whose worker is lost as it is stopped", async () => {
  await using simulation = new Simulation();
  const id = await simulation.submit({
    when: { kind: "cron", expression: "0 * * * *", zone: "UTC" },
  });
  await simulation.pass(HOUR);
  simulation.begin(id);
  const jobs = { names: [String(id)], all: false };
  const removing = simulation.ask("remove", { jobs, force: true });
  await simulation.settle();
  await simulation.end(id, { kind: "lost", reason: "its worker died" });
  await within("the reply", removing);
  equal(simulation.session.store.countJobs(), 0);
});
