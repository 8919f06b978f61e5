import { deepStrictEqual as deepEqual, rejects, strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../../limits.ts";
import { Disconnected } from "../../../wire/client.ts";
import { until, within } from "../../support/deadline.ts";
import { exited, FakeWorker, type Job } from "../../support/fake_worker.ts";
import { isRefused } from "../../support/refusals.ts";
import { TestSession } from "../../support/test_session.ts";

const ended = (views: readonly { name: string; state: string }[]) =>
  views.map(({ name, state }) => [name, state]);

const all = (...jobs: readonly Job[]) => ({ names: jobs.map(({ name }) => name), all: false });

/** Resolves once chored has taken a call that it does not answer yet. */
async function isWaiting({ session: { changes } }: TestSession, count = 1): Promise<void> {
  await until("somebody waits", () => changes.listeners >= count);
}

Deno.test("wait replies at once where all is there", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  test.add({ name: "a", state: "failed" });
  test.add({ name: "b", state: "lost" });
  const views = await client.call("wait", { jobs: { names: ["b", "a"], all: false } });
  deepEqual(ended(views), [["b", "lost"], ["a", "failed"]]);
  equal(test.session.changes.listeners, 0);
});

Deno.test("wait replies when the last of its jobs has ended", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const [a, b] = [await FakeWorker.start(test, client), await FakeWorker.start(test, client)];
  const waiting = client.call("wait", { jobs: all(a, b) });
  await isWaiting(test);
  b.worker.report(exited(0));
  await test.reaches(b.id, "succeeded");
  a.worker.report(exited(3));
  const views = await within("the reply", waiting);
  deepEqual(ended(views), [[a.name, "failed"], [b.name, "succeeded"]]);
  deepEqual(views.map(({ exitCode }) => exitCode), [3, 0]);
  equal(test.session.changes.listeners, 0);
});

Deno.test("wait for any replies with the first that has ended, and with it alone", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const [a, b] = [await FakeWorker.start(test, client), await FakeWorker.start(test, client)];
  const waiting = client.call("wait", { jobs: all(a, b), any: true });
  await isWaiting(test);
  b.worker.report(exited(0));
  deepEqual(ended(await within("the reply", waiting)), [[b.name, "succeeded"]]);
  const again = client.call("wait", { jobs: all(a, b), any: true });
  deepEqual(ended(await within("the reply", again)), [[b.name, "succeeded"]]);
});

Deno.test("wait until the start replies when the job runs, or never will", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const running = await FakeWorker.start(test, client);
  const jobs = { names: [running.name], all: false };
  const [view] = await client.call("wait", { jobs, until: "start" });
  equal(view?.state, "running");
  const held = test.add({ name: "held", state: "held" });
  const waiting = client.call("wait", { jobs: { names: ["held"], all: false }, until: "start" });
  await isWaiting(test);
  await client.call("stop", { jobs: { names: [String(held)], all: false } });
  deepEqual(ended(await within("the reply", waiting)), [["held", "stopped"]]);
});

Deno.test("wait for all takes those that have not ended, and replies at once where there is none", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  test.add({ name: "old", state: "failed" });
  deepEqual(await client.call("wait", { jobs: { names: [], all: true } }), []);
  const { name, worker } = await FakeWorker.start(test, client);
  const waiting = client.call("wait", { jobs: { names: [], all: true } });
  await isWaiting(test);
  worker.report(exited(0));
  deepEqual(ended(await within("the reply", waiting)), [[name, "succeeded"]]);
});

Deno.test("wait goes on for a job that is started again as it ends", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { id, jobs, worker } = await FakeWorker.start(test, client);
  const waiting = client.call("wait", { jobs });
  await isWaiting(test);
  await client.call("restart", { jobs });
  worker.report(exited(0));
  await test.reaches(id, "starting");
  const second = await FakeWorker.call(test, id);
  await second.hearer.first(1);
  second.report(exited(3));
  const [view] = await within("the reply", waiting);
  deepEqual([view?.exitCode, view?.runs.length], [3, 2]);
});

Deno.test("wait is given up with the connection", async () => {
  await using test = new TestSession();
  const [client, other] = [await test.connect(), await test.connect()];
  const { jobs } = await FakeWorker.start(test, client);
  const waiting = other.call("wait", { jobs });
  await isWaiting(test);
  other.close();
  await rejects(within("the loss", waiting), Disconnected);
  await until("nobody waits", () => test.session.changes.listeners === 0);
});

Deno.test("wait refuses one more than may wait at once", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { jobs } = await FakeWorker.start(test, client);
  for (let n = 1; n < LIMITS.subscribers; n++) test.session.changes.listen(() => {});
  const last = client.call("wait", { jobs });
  await isWaiting(test, LIMITS.subscribers);
  await isRefused(client.call("wait", { jobs }), "limit", {
    message: "Cannot wait: 256 others wait already",
  });
  last.catch(() => {
    // the session ends before its reply
  });
});

Deno.test("wait is a look: what has ended counts as seen", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const id = test.add({ state: "failed" });
  await client.call("wait", { jobs: { names: [String(id)], all: false } });
  equal(typeof test.session.store.job(id)?.seenAt, "number");
});
