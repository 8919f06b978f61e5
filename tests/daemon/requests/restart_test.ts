import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../../limits.ts";
import { exited, FakeWorker } from "../../support/fake_worker.ts";
import { TestSession } from "../../support/test_session.ts";

Deno.test("restart begins another run of a job that has ended", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { id, name, jobs, worker } = await FakeWorker.start(test, client);
  worker.report(exited(3));
  await test.reaches(id, "failed");
  await client.call("show", { jobs });
  deepEqual(await client.call("restart", { jobs }), [{ id, name, state: "queued" }]);
  await test.reaches(id, "starting");
  const job = test.session.store.job(id);
  deepEqual([job?.run, job?.endedAt, job?.seenAt], [2, null, null]);
  deepEqual(test.session.store.runsOf(id).map(({ outcome }) => outcome), [
    { kind: "exited", code: 3 },
    null,
  ]);
});

Deno.test("restart stops a job that runs, and starts it again at its end", async () => {
  await using test = new TestSession();
  const client = await test.connect("ann");
  const { id, name, jobs, worker } = await FakeWorker.start(test, client);
  deepEqual(await client.call("restart", { jobs }), [{ id, name, state: "stopping" }]);
  equal((await worker.order()).order, "stop");
  equal(test.session.store.job(id)?.again, "ann");
  worker.report(exited(0));
  await test.reaches(id, "starting");
  const job = test.session.store.job(id);
  deepEqual([job?.run, job?.again], [2, null]);
});

Deno.test("restart is forgotten where somebody stops the job after it", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { id, jobs, worker } = await FakeWorker.start(test, client);
  await client.call("restart", { jobs });
  await client.call("stop", { jobs });
  worker.report(exited(0));
  await test.reaches(id, "stopped");
  equal(test.launches.length, 1);
});

Deno.test("restart leaves a job that has not started where it is", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const id = test.add({ name: "held", state: "held" });
  deepEqual(await client.call("restart", { jobs: { names: ["held"], all: false } }), [
    { id, name: "held", state: "held", note: "it has not started yet" },
  ]);
});

Deno.test("restart keeps as many runs as there may be", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { store } = test.session;
  const { job } = test.addRun({ name: "build", state: "failed" });
  store.changeJob(job, { endedAt: 1 });
  for (let n = 1; n <= LIMITS.runsPerJob; n++) store.addRun({ job, label: `build-${n}` });
  await client.call("restart", { jobs: { names: ["build"], all: false } });
  equal(store.runsOf(job).length <= LIMITS.runsPerJob + 1, true);
});
