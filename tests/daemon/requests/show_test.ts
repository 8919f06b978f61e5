import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../../limits.ts";
import { FakeWorker } from "../../support/fake_worker.ts";
import { isRefused } from "../../support/refusals.ts";
import { TestSession } from "../../support/test_session.ts";

const usage = {
  ...{ at: 1, processes: 2, threads: 3, cpuPercent: 4.5, memoryPercent: 0.5, cpuMs: 6 },
  ...{ rssBytes: 7, virtualBytes: 8, nice: 0, priority: 20, stdoutBytes: 9, stderrBytes: 10 },
};

Deno.test("show tells all runs of each job, the newest last", async () => {
  await using test = new TestSession();
  test.session.ending = true;
  const client = await test.connect();
  const { job, run } = test.addRun({ name: "build", state: "failed" });
  const newest = test.session.store.addRun({ job, label: "build-2" });
  test.session.store.changeRun(newest, { outcome: { kind: "exited", code: 3 } });
  const [view, ...others] = await client.call("show", {
    jobs: { names: ["build", "1"], all: false },
  });
  deepEqual([view?.name, view?.exitCode, others.length], ["build", 3, 0]);
  deepEqual(view?.runs.map((each) => each.run), [run, newest]);
});

Deno.test("show asks the worker for the usage where it is wanted and the job runs", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { jobs, worker } = await FakeWorker.start(test, client);
  worker.answer = () => ({ ok: true, usage });
  const [without] = await client.call("show", { jobs });
  equal(without?.usage, undefined);
  const [view] = await client.call("show", { jobs, usage: true });
  deepEqual(view?.usage, usage);
  deepEqual(worker.orders.map(({ order }) => order), ["usage"]);
});

Deno.test("show does without the usage where the worker leaves or has none to tell", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { jobs, worker } = await FakeWorker.start(test, client);
  worker.answer = () => ({ ok: false, detail: "ps(1) is not here" });
  const [view] = await client.call("show", { jobs, usage: true });
  deepEqual([view?.state, view?.usage], ["running", undefined]);
  worker.answer = () => {
    worker.die();
    return undefined;
  };
  const [later] = await client.call("show", { jobs, usage: true });
  equal(later?.usage, undefined);
});

Deno.test("show is a look: what it shows counts as seen, what was seen long ago is gone", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { store } = test.session;
  test.add({ name: "fresh", state: "failed" });
  store.changeJob(test.add({ name: "old", state: "failed" }), {
    seenAt: Date.now() - LIMITS.keepMs - 1000,
  });
  await client.call("show", { jobs: { names: ["fresh"], all: false } });
  ok(store.jobByName("fresh")?.seenAt);
  await isRefused(client.call("show", { jobs: { names: ["old"], all: false } }), "no_such_job", {
    message: 'Cannot find job "old" in session "test"',
  });
});
