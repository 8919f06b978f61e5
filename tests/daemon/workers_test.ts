import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import * as v from "valibot";
import { writeTicket } from "../../daemon/records.ts";
import { type EndedState, TicketShape } from "../../job/run.ts";
import { until } from "../support/deadline.ts";
import { exited, FakeWorker, RUNNING } from "../support/fake_worker.ts";
import { specOf } from "../support/specs.ts";
import { TestSession } from "../support/test_session.ts";

const nonce = "0123456789abcdef";

/** A session with a run that a predecessor left open, and its ticket. */
function withTicket(): { test: TestSession; job: number; run: number } {
  const test = new TestSession();
  const { job, run, paths } = test.addRun({ name: "build", state: "starting" });
  const ticket = v.parse(TicketShape, {
    ...{ run, job, name: "build", nonce, mode: "run", graceMs: 0, orphan: "kill" },
    ...{ output: "pipe", debug: false, timeoutMs: 0 },
  });
  writeTicket(paths, ticket);
  return { test, job, run };
}

Deno.test("Workers takes a worker over that calls by the socket, with the state that it tells", async () => {
  const { test, job, run } = withTicket();
  await using _ = test;
  test.session.recovery.expect(run);
  const worker = await FakeWorker.call(test, job, { state: RUNNING });
  await test.reaches(job, "running");
  await worker.hearer.first(1);
  deepEqual(worker.words, ["welcome"]);
  deepEqual(test.session.workers.attached, [run]);
  equal(test.session.recovery.counts.readopted, 1);
});

const FORGED = {
  "another nonce": [{ nonce: "f".repeat(16) }, "another worker owns the run"],
  "a run that is not there": [{ run: 99 }, "no such run"],
} as const;
for (const [what, [hello, reason]] of Object.entries(FORGED)) {
  Deno.test(`Workers sends a worker with ${what} away`, async () => {
    const { test, job } = withTicket();
    await using _ = test;
    const worker = await FakeWorker.call(test, job, { ...hello, state: exited(0) });
    deepEqual(await worker.hearer.first(1), [{ kind: "reject", reason }]);
    await worker.hearer.end;
    equal(test.session.store.job(job)?.state, "starting");
    deepEqual(test.session.workers.attached, []);
  });
}

Deno.test("Workers prefers the last channel of a worker, and hears the old one no more", async () => {
  const { test, job, run } = withTicket();
  await using _ = test;
  const old = await FakeWorker.call(test, job);
  await old.hearer.first(1);
  const fresh = await FakeWorker.call(test, job, { state: RUNNING });
  await fresh.hearer.first(1);
  await old.hearer.end;
  deepEqual(test.session.workers.attached, [run]);
  equal(test.session.examiner.open, 0);
  fresh.report(exited(0));
  await test.reaches(job, "succeeded");
});

Deno.test("Workers takes each state once, however often and in whatever order it is told", async () => {
  const { test, job } = withTicket();
  await using _ = test;
  const worker = await FakeWorker.call(test, job, { state: RUNNING });
  for (const state of [RUNNING, exited(3), RUNNING, exited(0), exited(3)]) worker.report(state);
  await until("all is taken", () => worker.words.filter((word) => word === "taken").length === 3);
  equal(test.session.store.job(job)?.state, "failed");
  deepEqual(test.session.store.run(1)?.outcome, { kind: "exited", code: 3 });
});

Deno.test("Workers ends the channel of a worker that reports nonsense, and the session goes on", async () => {
  const { test, job } = withTicket();
  await using _ = test;
  const worker = await FakeWorker.call(test, job, { state: RUNNING });
  await worker.hearer.first(1);
  worker.send({ kind: "report", report: "state", state: { phase: "dreaming" } });
  await worker.hearer.end;
  await until("it is gone", () => test.session.workers.attached.length === 0);
  const client = await test.connect();
  equal((await client.call("session", {})).session, "test");
});

const BEYOND: Readonly<Record<string, Partial<EndedState>>> = {
  "an end that no calendar has": { endedAt: 1e300 },
  "a start that no calendar has": { startedAt: 8.64e15 + 1 },
  "an end amid a millisecond": { endedAt: 1_764_003_601_000.5 },
  "more bytes than the store can give back": { stdoutBytes: 2 ** 60 },
  "a pid that the store cannot give back": { pid: 2 ** 53 },
  "bytes without end": { droppedBytes: 1e300 },
};
for (const [what, change] of Object.entries(BEYOND)) {
  Deno.test(`Workers believes no worker that reports ${what}, and jobs can be listed`, async () => {
    await using test = new TestSession();
    const client = await test.connect();
    const { id, worker } = await FakeWorker.start(test, client);
    worker.report({ ...exited(0), ...change });
    await worker.hearer.end;
    equal(test.session.store.job(id)?.state, "running");
    equal((await client.call("list", {})).jobs.length, 1);
  });
}

Deno.test("Workers makes nothing of an answer that nobody waits for", async () => {
  const { test, job, run } = withTicket();
  await using _ = test;
  const worker = await FakeWorker.call(test, job, { state: RUNNING });
  worker.send({ kind: "report", report: "answer", re: 99, ok: true });
  await test.reaches(job, "running");
  deepEqual(await test.session.workers.order(run, { order: "ping" }), {
    ...{ kind: "report", report: "answer", re: 1, ok: true },
  });
});

Deno.test("Workers ends the channel of a worker whose state cannot be put on record, to hear it again", async () => {
  const { test, job } = withTicket();
  await using _ = test;
  const worker = await FakeWorker.call(test, job, { state: RUNNING });
  await test.reaches(job, "running");
  const { store } = test.session;
  const { transaction } = store;
  store.transaction = () => {
    throw new Error("database or disk is full");
  };
  worker.report(exited(0));
  await worker.hearer.end;
  store.transaction = transaction;
  equal(store.job(job)?.state, "running");
  await FakeWorker.call(test, job, { state: exited(0) });
  await test.reaches(job, "succeeded");
});

Deno.test("Workers gives its launcher the words that it needs, and no environment but PATH", async () => {
  const script = `env | LC_ALL=C sort | grep -v '^_=\\|^PWD=' >"$2/seen"; exec cat`;
  await using test = new TestSession({ launcher: script });
  const client = await test.connect();
  await client.call("run", { request: "r", name: "build", spec: specOf({ env: ["SECRET=x"] }) });
  const { options, paths } = test.session;
  await until("the launch", () => test.launches.length === 1);
  const [mode, base, session, run, given, label, stdin, deno, denoDir] =
    test.launches[0]?.split(" ") ?? [];
  deepEqual([mode, base, session, run, stdin, deno, denoDir], [
    ...["run", options.base, "test", "1", "none", options.deno, options.denoDir],
  ]);
  equal(/^[0-9a-f]{32}$/.test(given ?? ""), true);
  equal(/^build-\d{8}T\d{6}Z$/.test(label ?? ""), true);
  await until("what it saw", () => readOr(`${paths.base}/seen`) !== "");
  equal(readOr(`${paths.base}/seen`), "PATH=/usr/bin:/bin\n");
});

function readOr(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return ""; // not there yet
  }
}
