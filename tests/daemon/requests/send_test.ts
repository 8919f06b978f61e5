import {
  deepStrictEqual as deepEqual,
  match,
  rejects,
  strictEqual as equal,
} from "node:assert/strict";
import { Disconnected } from "../../../wire/client.ts";
import { FakeWorker } from "../../support/fake_worker.ts";
import { isRefused } from "../../support/refusals.ts";
import { specOf } from "../../support/specs.ts";
import { TestSession } from "../../support/test_session.ts";

const bytes = new TextEncoder().encode("text");
const stdin = { kind: "pipe" } as const;

Deno.test("send gives the piece to the worker, and says which run has it", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { id, name, worker } = await FakeWorker.start(test, client, { stdin });
  deepEqual(await client.call("send", { job: name, bytes }), { id, name, run: 1 });
  deepEqual(await client.call("send", { job: String(id), run: 1, bytes, eof: true }), {
    id,
    name,
    run: 1,
  });
  const orders = worker.orders.flatMap((order) =>
    order.order === "input" ? [[...order.bytes, order.eof]] : []
  );
  deepEqual(orders, [[...bytes, false], [...bytes, true]]);
});

Deno.test("send waits for a job that does not read, longer than for any other answer", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { id, name, jobs, worker } = await FakeWorker.start(test, client, { stdin });
  worker.answer = () => undefined;
  let isOver = false;
  const sent = client.call("send", { job: name, bytes }).finally(() => isOver = true);
  const order = await worker.order();
  // that one is given up
  await isRefused(client.call("signal", { jobs, signal: "SIGHUP" }), "system", {
    message: `Cannot signal job "${name}": its worker does not answer`,
  });
  equal(isOver, false);
  worker.send({ kind: "report", report: "answer", re: order.id, ok: true });
  deepEqual(await sent, { id, name, run: 1 });
});

Deno.test("send tells why the job did not take it", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { name, worker } = await FakeWorker.start(test, client, { stdin });
  worker.answer = () => ({ ok: false, detail: "it has closed its standard input" });
  await isRefused(client.call("send", { job: name, bytes }), "wrong_state", {
    message: `Cannot send to job "${name}": it has closed its standard input`,
  });
});

Deno.test("send says that nobody knows of the piece that a worker had which is gone", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { name, worker } = await FakeWorker.start(test, client, { stdin });
  worker.answer = () => undefined;
  const sent = client.call("send", { job: name, bytes });
  await worker.order();
  worker.die();
  await isRefused(sent, "system", {
    message:
      `Cannot send to job "${name}": its worker is gone, and nobody knows whether the job has the last piece`,
  });
});

Deno.test("send refuses a job that reads something else, has ended, or has another run", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { name } = await FakeWorker.start(test, client, { stdin });
  const other = await FakeWorker.start(test, client, {
    stdin: { kind: "file", path: "/dev/null" },
  });
  const message = (job: string, reason: string) => `Cannot send to job "${job}": ${reason}`;
  const wrong = async (job: string, reason: string) =>
    await isRefused(client.call("send", { job, bytes }), "wrong_state", {
      message: message(job, reason),
    });
  await isRefused(client.call("send", { job: name, bytes, run: 77 }), "wrong_state", {
    message: message(name, "its run 77 has ended"),
  });
  await wrong(other.name, "its standard input is /dev/null");
  test.add({ name: "held", state: "held", spec: specOf({ stdin }) });
  test.add({ name: "ended", state: "failed", spec: specOf({ stdin }) });
  test.add({ name: "deaf", state: "held" });
  await wrong("held", "it has not begun: it is held: chore send --wait");
  await wrong("ended", "it has ended: it is failed");
  await wrong("deaf", "it reads nothing: run it with --stdin-open");
});

Deno.test("send leaves nothing of a client that goes while others are before it", async () => {
  await using test = new TestSession();
  const [client, leaver] = [await test.connect(), await test.connect()];
  const { name, worker } = await FakeWorker.start(test, client, { stdin });
  worker.answer = () => undefined;
  const first = client.call("send", { job: name, bytes });
  const { id } = await worker.order();
  const left = rejects(leaver.call("send", { job: name, bytes }), Disconnected);
  // it has been heard
  await leaver.call("session", {});
  leaver.close();
  await left;
  const last = client.call("send", { job: name, bytes, eof: true });
  worker.answer = () => ({ ok: true });
  worker.send({ kind: "report", report: "answer", re: id, ok: true });
  await Promise.all([first, last]);
  match(
    JSON.stringify(worker.orders.map((order) => order.order === "input" && order.eof)),
    /^\[false,true\]$/,
  );
});
