import { deepStrictEqual as deepEqual, rejects, strictEqual as equal } from "node:assert/strict";
import { writeTicket } from "../../../daemon/records.ts";
import { LIMITS } from "../../../limits.ts";
import { FakeWorker, RUNNING } from "../../support/fake_worker.ts";
import { Simulation } from "../../support/simulation.ts";
import { specOf } from "../../support/specs.ts";
import { TestSession } from "../../support/test_session.ts";

function test(name: string, act: (simulation: Simulation) => Promise<void>): void {
  Deno.test(name, async () => {
    await using simulation = new Simulation();
    await act(simulation);
  });
}

test("group add, set and list tell slots, what is taken and what waits", async (simulation) => {
  await simulation.setGroup("a", 2);
  for (let n = 0; n < 5; n++) await simulation.submit({ group: "a" });
  await simulation.setGroup("a", 3);
  deepEqual(await simulation.ask("group", { do: "list" }), [
    { name: "a", slots: 3, state: "open", used: 3, queued: 2 },
    { name: "default", slots: LIMITS.workers, state: "open", used: 0, queued: 0 },
    { name: "hooks", slots: LIMITS.hooksAtOnce, state: "open", used: 0, queued: 0 },
  ]);
});

test("group set ends no job where it takes slots away, and begins none until there is room", async (simulation) => {
  await simulation.setGroup("a", 3);
  for (let n = 0; n < 5; n++) await simulation.submit({ group: "a" });
  await simulation.setGroup("a", 1);
  for (const left of [2, 1]) {
    await simulation.run(simulation.active[0]?.id ?? 0);
    equal(simulation.active.length, left);
  }
  await simulation.run(simulation.active[0]?.id ?? 0);
  equal(simulation.active.length, 1);
});

test("group with 0 slots takes jobs and begins none, until it has some", async (simulation) => {
  await simulation.setGroup("a", 0);
  const ids = [
    await simulation.submit({ group: "a" }),
    await simulation.submit({ group: "a", slots: 0 }),
  ];
  await simulation.pass(1);
  deepEqual(ids.map((id) => simulation.state(id)), ["queued", "queued"]);
  await simulation.setGroup("a", 1);
  deepEqual(ids.map((id) => simulation.state(id)), ["starting", "starting"]);
});

test("group drain begins no more and leaves what runs, resume goes on", async (simulation) => {
  await simulation.setGroup("a", 1);
  const ids = [await simulation.submit({ group: "a" }), await simulation.submit({ group: "a" })];
  await simulation.ask("group", { do: "drain", name: "a" });
  await simulation.run(ids[0] ?? 0);
  equal(simulation.state(ids[1] ?? 0), "queued");
  await simulation.ask("group", { do: "resume", name: "a" });
  await simulation.settle();
  equal(simulation.state(ids[1] ?? 0), "starting");
});

test("group refuses what is unknown, there already, in use, or too much", async (simulation) => {
  const ask = (body: Parameters<typeof simulation.ask<"group">>[1]) =>
    simulation.ask("group", body);
  await rejects(ask({ do: "set", name: "a", slots: 1 }), {
    message: 'Cannot set group "a": there is no such group',
  });
  await simulation.setGroup("a", 1);
  await rejects(ask({ do: "add", name: "a", slots: 1 }), { message: /it is there already/ });
  await simulation.submit({ group: "a" });
  await rejects(ask({ do: "remove", name: "a" }), {
    message: 'Cannot remove group "a": it has jobs',
  });
  await rejects(ask({ do: "remove", name: "default" }), { message: /every session has it/ });
  await rejects(ask({ do: "remove", name: "hooks" }), { message: /hooks take its slots/ });
  await rejects(ask({ do: "add", name: "b", slots: LIMITS.slots + 1 }), { message: /slots/ });
  await rejects(ask({ do: "add", name: "b", slots: -1 }), { message: /slots/ });
  for (let n = 3; n < LIMITS.groups; n++) await simulation.setGroup(`g${n}`, 1);
  await rejects(ask({ do: "add", name: "b", slots: 1 }), { message: /at most 64/ });
});

/** A job of a group of its own whose worker starts, and a word for that group. */
async function startIn(test: TestSession) {
  const client = await test.connect();
  await client.call("group", { do: "add", name: "a", slots: 1 });
  const request = crypto.randomUUID();
  const { id } = await client.call("run", { request, spec: specOf({ group: "a" }) });
  await test.reaches(id, "starting");
  return { id, group: (word: "pause" | "resume") => client.call("group", { do: word, name: "a" }) };
}

Deno.test("group pause reaches a job whose worker starts, as soon as it runs", async () => {
  await using test = new TestSession();
  const { id, group } = await startIn(test);
  await group("pause");
  const worker = await FakeWorker.call(test, id);
  equal(test.session.store.job(id)?.pauseBy, "its group was paused by ann");
  worker.report(RUNNING);
  equal((await worker.order()).order, "pause");
  await test.reaches(id, "paused");
  const { why, pauseBy } = test.session.store.job(id) ?? {};
  deepEqual([why, pauseBy], ["its group was paused by ann", null]);
  await group("resume");
  await test.reaches(id, "running");
});

Deno.test("group pause is not forgotten where the worker of a starting job calls another chored", async () => {
  await using test = new TestSession();
  const { job, run } = test.addRun({ state: "running" });
  test.session.store.changeJob(job, { pauseBy: "ann" });
  writeTicket(test.pathsOf(run), {
    ...{ run, job, name: "a", nonce: "0123456789abcdef", mode: "run", graceMs: 1, timeoutMs: 0 },
    ...{ orphan: "kill", output: "pipe", debug: false },
  });
  const worker = await FakeWorker.call(test, job, { state: RUNNING });
  equal((await worker.order()).order, "pause");
  await test.reaches(job, "paused");
});

Deno.test("group resume takes back a pause that no job has heard of", async () => {
  await using test = new TestSession();
  const { id, group } = await startIn(test);
  await group("pause");
  await group("resume");
  const worker = await FakeWorker.call(test, id, { state: RUNNING });
  await test.reaches(id, "running");
  await group("pause");
  deepEqual(worker.orders.map(({ order }) => order), ["pause"]);
});
