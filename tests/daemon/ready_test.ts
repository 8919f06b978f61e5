import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { markReady, type Readied } from "../../daemon/ready.ts";
import type { SpecInput } from "../../job/spec.ts";
import { MINUTE, SECOND, Simulation } from "../support/simulation.ts";

function test(name: string, act: (simulation: Simulation) => Promise<void>): void {
  Deno.test(name, async () => {
    await using simulation = new Simulation();
    await act(simulation);
  });
}

async function mark(simulation: Simulation, id: number): Promise<Readied> {
  const said = markReady(simulation.session, id, { why: "said by ann" });
  await simulation.settle();
  return said;
}

/** A job that waits until `id` is ready. */
function waitFor(simulation: Simulation, id: number, more: Partial<SpecInput> = {}) {
  return simulation.submit({ after: [{ job: String(id), when: "ready" }], ...more });
}

async function running(simulation: Simulation, spec: Partial<SpecInput> = {}): Promise<number> {
  const id = await simulation.submit(spec);
  simulation.begin(id);
  return id;
}

test("markReady() lets those begin that wait for it, once", async (simulation) => {
  const server = await running(simulation);
  const client = await waitFor(simulation, server);
  equal(simulation.state(client), "waiting");
  deepEqual([await mark(simulation, server), await mark(simulation, server)], ["said", "before"]);
  equal(simulation.state(client), "starting");
  equal(simulation.job(server).readyAt, simulation.now);
  const events = simulation.session.events.store.after(0, { kinds: ["ready"] }, { most: 10 });
  deepEqual(events.map(({ job, state, why }) => [job, state, why]), [
    [server, "running", "said by ann"],
  ]);
  match(simulation.logged.join("\n"), /is ready: said by ann/);
});

test("markReady() takes the word of a job of which nobody has heard that it runs", async (simulation) => {
  const id = await simulation.submit();
  equal(simulation.state(id), "starting");
  equal(await mark(simulation, id), "said");
  simulation.begin(id);
  equal(simulation.job(id).readyAt, simulation.now);
});

test("markReady() refuses what does not run", async (simulation) => {
  const held = await simulation.submit({ held: true });
  const ended = await simulation.submit();
  await simulation.run(ended);
  for (const id of [held, ended, 999]) equal(await mark(simulation, id), "no");
});

test("a job that was ready stays so after its end, for those to come and those that were held", async (simulation) => {
  const server = await running(simulation);
  const held = await waitFor(simulation, server, { held: true });
  await mark(simulation, server);
  await simulation.end(server, 1);
  await simulation.order("release", held);
  const late = await waitFor(simulation, server);
  deepEqual([simulation.state(held), simulation.state(late)], ["starting", "starting"]);
});

test("a job that ends and never was ready makes those skipped that wait for that", async (simulation) => {
  const server = await running(simulation);
  const client = await waitFor(simulation, server);
  const behind = await simulation.submit({ after: [{ job: String(client), when: "success" }] });
  await simulation.end(server);
  deepEqual([simulation.state(client), simulation.state(behind)], ["skipped", "skipped"]);
  match(simulation.job(client).why, /has succeeded, and never was ready$/);
});

test("each run begins not ready: also by a policy, and by somebody who starts it again", async (simulation) => {
  const restart = { policy: "on-failure", attempts: 3 } as const;
  const server = await running(simulation, { restart });
  await mark(simulation, server);
  await simulation.end(server, 1);
  equal(simulation.state(server), "backoff");
  const client = await waitFor(simulation, server);
  equal(simulation.state(client), "waiting");
  await simulation.pass(10 * SECOND);
  simulation.begin(server);
  equal(simulation.job(server).readyAt, null);
  await mark(simulation, server);
  equal(simulation.state(client), "starting");
  await simulation.end(server, 0);
  await simulation.order("restart", server);
  equal(simulation.job(server).readyAt, null);
});

test("of a job that repeats its next run counts, and that had been ready is kept with who waits", async (simulation) => {
  const when = { kind: "cron", expression: "* * * * *" } as const;
  const cron = await simulation.submit({ when });
  await simulation.pass(MINUTE);
  simulation.begin(cron);
  const [held, skipped] = [
    await waitFor(simulation, cron, { held: true }),
    await waitFor(simulation, cron),
  ];
  await mark(simulation, cron);
  equal(simulation.state(skipped), "starting");
  await simulation.end(cron);
  const fresh = await waitFor(simulation, cron);
  equal(simulation.state(fresh), "waiting");
  await simulation.pass(MINUTE);
  await simulation.run(cron);
  equal(simulation.state(fresh), "skipped");
  await simulation.order("release", held);
  equal(simulation.state(held), "starting");
});

test("a job that was ready and is removed has met those who wait for that", async (simulation) => {
  const server = await running(simulation);
  const held = await waitFor(simulation, server, { held: true });
  await mark(simulation, server);
  await simulation.end(server);
  await simulation.ask("remove", { jobs: { names: [String(server)], all: false } });
  await simulation.order("release", held);
  equal(simulation.state(held), "starting");
});

test("what became ready while nobody planned is found by the next chored", async (simulation) => {
  const server = await running(simulation);
  const client = await waitFor(simulation, server);
  simulation.session.store.changeJob(server, { readyAt: simulation.now });
  await simulation.restart();
  equal(simulation.state(client), "starting");
});

test("ready marks all that are named, or none", async (simulation) => {
  const [one, two] = [await running(simulation), await simulation.submit({ held: true })];
  const jobs = { names: [String(one), String(two)], all: false };
  const refusal = await simulation.ask("ready", { jobs }).then(() => "", ({ message }) => message);
  match(refusal, /^Cannot mark job ".*" as ready: it is held$/);
  equal(simulation.job(one).readyAt, null);
  const [done] = await simulation.ask("ready", { jobs: { names: [String(one)], all: false } });
  equal(done?.note, undefined);
});
