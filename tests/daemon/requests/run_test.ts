import {
  deepStrictEqual as deepEqual,
  ok,
  rejects,
  strictEqual as equal,
} from "node:assert/strict";
import type { SpecInput } from "../../../job/spec.ts";
import { LIMITS } from "../../../limits.ts";
import { readTicket } from "../../../daemon/records.ts";
import { within } from "../../support/deadline.ts";
import { exited, FakeWorker, RUNNING } from "../../support/fake_worker.ts";
import { isRefused } from "../../support/refusals.ts";
import { Simulation } from "../../support/simulation.ts";
import { specOf } from "../../support/specs.ts";
import { TestSession } from "../../support/test_session.ts";

const body = (name?: string, request: string = crypto.randomUUID()) => ({
  ...{ request, spec: specOf() },
  ...(name === undefined ? {} : { name }),
});

Deno.test("run accepts a job, on record before it is said, and starts its worker", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const accepted = await client.call("run", body("build"));
  deepEqual(accepted, { id: 1, name: "build", created: true, state: "queued" });
  const { createdBy, run } = test.session.store.job(1) ?? {};
  deepEqual([createdBy, test.session.store.envOf(1)], ["ann", specOf().env]);
  await test.reaches(1, "starting");
  const ticket = readTicket(test.pathsOf(run ?? 1));
  deepEqual([ticket?.name, ticket?.mode, ticket?.graceMs], ["build", "run", LIMITS.graceMs]);
});

Deno.test("run takes its job from the start to its end by what the worker tells", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { id, worker } = await FakeWorker.start(test, client);
  deepEqual(test.session.store.run(1)?.pid, RUNNING.phase === "running" && RUNNING.pid);
  worker.report(exited(0));
  await test.reaches(id, "succeeded");
  const { outcome, endedAt, stdoutBytes } = test.session.store.run(1) ?? {};
  deepEqual([outcome, endedAt, stdoutBytes], [
    ...[{ kind: "exited", code: 0 }, exited(0).endedAt, 10],
  ]);
  await worker.hearer.first(2);
  deepEqual(worker.words, ["welcome", "taken"]);
});

Deno.test("run makes a name from the command, and another where that is taken", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const names = [];
  for (let n = 0; n < 3; n++) names.push((await client.call("run", body())).name);
  deepEqual(names, ["make", "make_2", "make_3"]);
});

Deno.test("run takes a retry of a request for the same job, whatever else it says", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const first = await client.call("run", body("build", "r"));
  const again = await client.call("run", body("other", "r"));
  deepEqual([again.id, again.name, again.created], [first.id, "build", false]);
  equal(test.session.store.countJobs(), 1);
});

Deno.test("run refuses a name that is taken, and gives the job that has it if that is wished", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  test.add({ name: "build", state: "failed" });
  await isRefused(client.call("run", body("build")), "name_taken", {
    message: 'Cannot run job "build": job 1 has that name and is failed: remove it, or restart it',
  });
  const known = await client.call("run", { ...body("build"), ifAbsent: true });
  deepEqual(known, { id: 1, name: "build", created: false, state: "failed" });
  const fresh = await client.call("run", { ...body("lint"), ifAbsent: true });
  equal(fresh.created, true);
});

Deno.test("run commits what arrives at once in one transaction, and a refusal holds up no other", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { store } = test.session;
  let commits = 0;
  const { transaction } = store;
  store.transaction = <T>(work: () => T): T => {
    commits++;
    return transaction.call(store, work) as T;
  };
  test.add({ name: "taken" });
  const calls = ["a", "taken", "b", "a", "c"].map((name) => client.call("run", body(name)));
  const settled = await within("all replies", Promise.allSettled(calls));
  const before = commits;
  deepEqual(settled.map(({ status }) => status), [
    ...["fulfilled", "rejected", "fulfilled", "rejected", "fulfilled"],
  ]);
  ok(["a", "b", "c"].every((name) => store.hasName(name)));
  // one for the five, then one for each that begins
  ok(before <= 4, `${before} commits`);
});

Deno.test("run tells nobody of a job that could not be committed", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const { store } = test.session;
  const { transaction } = store;
  store.transaction = () => {
    throw new Error("database or disk is full");
  };
  await isRefused(client.call("run", body("build")), "system", {
    message: "Cannot do that: database or disk is full",
  });
  store.transaction = transaction;
  equal(store.countJobs(), 0);
  equal((await client.call("run", body("build"))).created, true);
});

Deno.test("run refuses one job more than a session keeps", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  test.session.store.countJobs = () => LIMITS.jobs - 1;
  equal((await client.call("run", body())).created, true);
  test.session.store.countJobs = () => LIMITS.jobs;
  await isRefused(client.call("run", body()), "limit", {
    message: "Cannot run a job: a session keeps at most 100000: chore clean",
  });
});

Deno.test("run refuses a job to be adopted whose output ends with its worker", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  const spec = (output: "pipe" | "direct") => specOf({ orphan: "adopt", output });
  await isRefused(client.call("run", { request: "r", spec: spec("pipe") }), "bad_request", {
    message:
      "Cannot run a job: --orphan adopt needs --output direct or fifo: a pipe ends with its worker",
  });
  equal((await client.call("run", { request: "r", spec: spec("direct") })).created, true);
});

Deno.test("run refuses all once chored is about to end", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  test.session.ending = true;
  await isRefused(client.call("run", body()), "ending", {
    message: "Cannot take a job: chored is about to end",
  });
});

Deno.test("run gives up a job whose worker cannot start, with the reason", async () => {
  await using test = new TestSession({ launcher: "echo 'no deno here' >&2; exit 100" });
  const client = await test.connect();
  const { id } = await client.call("run", body("build"));
  await test.reaches(id, "failed");
  equal(test.launches.length, LIMITS.startAttempts);
  equal(
    test.session.store.job(id)?.why,
    "could not start: its worker cannot start: 5 attempts: it said: no deno here",
  );
  ok(test.logged.some((line) => line.includes("no deno here")));
});

Deno.test("run gives up a job whose launcher is not there, and the session goes on", async () => {
  await using test = new TestSession();
  const client = await test.connect();
  Deno.removeSync(test.session.options.launcher);
  const { id } = await client.call("run", body("build"));
  await test.reaches(id, "failed");
  ok(test.session.store.job(id)?.why.startsWith("could not start: its worker cannot start: "));
  equal((await client.call("session", {})).jobs, 1);
});

Deno.test("run with now begins a job in the same request, past those that are queued", async () => {
  await using simulation = new Simulation();
  await simulation.setGroup("one", 1);
  for (let n = 0; n < 2; n++) await simulation.submit({ group: "one" });
  const spec = specOf({ group: "one" });
  const { id, created, state } = await simulation.ask("run", { request: "r", now: true, spec });
  deepEqual([created, state, simulation.state(id)], [true, "starting", "starting"]);
  // the reply was lost: nothing begins twice
  const again = await simulation.ask("run", { request: "r", now: true, spec });
  deepEqual([again.id, again.created, simulation.runs(id)], [id, false, 1]);
});

Deno.test("run with now begins upon a retry what a crash left queued, and no other job of that name", async () => {
  await using simulation = new Simulation();
  await simulation.setGroup("none", 0);
  const spec = specOf({ group: "none" });
  const wish = { request: "r", name: "build", spec };
  const { id } = await simulation.ask("run", wish);
  await simulation.ask("run", { ...wish, request: "other", ifAbsent: true, now: true });
  equal(simulation.state(id), "queued");
  equal((await simulation.ask("run", { ...wish, now: true })).state, "starting");
});

Deno.test("run with now is refused whole where no worker is free, or where the job is to wait", async () => {
  await using simulation = new Simulation();
  const { store } = simulation.session;
  const ask = (change: Partial<SpecInput>) =>
    simulation.ask("run", { request: "r", now: true, spec: specOf(change) });
  const waits = {
    message:
      "Cannot run a job: it cannot begin now and wait for a time, for other jobs or to be released",
  };
  await rejects(ask({ held: true }), waits);
  await rejects(ask({ when: { kind: "at", at: 1 } }), waits);
  await rejects(ask({ after: [{ job: "1", when: "end" }] }), waits);
  store.countInStates = () => LIMITS.workers;
  await rejects(ask({}), {
    message: `Cannot begin a job now: at most ${LIMITS.workers} run at once`,
  });
  equal(store.countJobs(), 0);
});
