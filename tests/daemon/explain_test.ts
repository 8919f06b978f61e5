import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../limits.ts";
import { Simulation } from "../support/simulation.ts";
import { addJob } from "../support/stores.ts";

function test(name: string, act: (simulation: Simulation) => Promise<void>): void {
  Deno.test(name, async () => {
    await using simulation = new Simulation();
    await act(simulation);
  });
}

async function whyOf(simulation: Simulation, id: number): Promise<string> {
  const [reason] = await simulation.ask("why", { jobs: { names: [String(id)], all: false } });
  return reason?.why ?? "";
}

test("explainQueued() tells the place by priority, and what uses the slots", async (simulation) => {
  await simulation.setGroup("a", 2);
  const ids = [];
  for (const priority of [0, 0, 0, 5, 0]) {
    ids.push(await simulation.submit({ group: "a", priority }));
  }
  const [, , third = 0, urgent = 0, last = 0] = ids;
  const say = (place: number) =>
    `queued: waits for its turn: place ${place} in the queue of group "a": 2 of 2 slots used`;
  deepEqual(
    [await whyOf(simulation, urgent), await whyOf(simulation, third)],
    [say(1), say(2)],
  );
  equal(await whyOf(simulation, last), say(3));
  await simulation.run(1);
  equal(await whyOf(simulation, last), say(2));
});

test("explainQueued() tells of a group that is paused, drained or without slots", async (simulation) => {
  await simulation.setGroup("a", 0);
  const id = await simulation.submit({ group: "a" });
  match(await whyOf(simulation, id), /group "a", which has 0 slots$/);
  for (const [word, state] of [["pause", "paused"], ["drain", "draining"]] as const) {
    await simulation.ask("group", { do: word, name: "a" });
    match(await whyOf(simulation, id), new RegExp(`group "a", which is ${state}$`));
  }
});

test("explainQueued() tells that all workers are busy", async (simulation) => {
  const { store } = simulation.session;
  await simulation.setGroup("a", LIMITS.slots);
  store.transaction(() => {
    for (let n = 0; n < LIMITS.workers; n++) addJob(store, { state: "running" });
  });
  const id = await simulation.submit({ group: "a" });
  match(await whyOf(simulation, id), /0 of 4096 slots used; all 256 workers are busy$/);
});

test("list and show tell the same reason as why, of queued jobs alone", async (simulation) => {
  await simulation.setGroup("a", 1);
  const [first, second] = [
    await simulation.submit({ group: "a" }),
    await simulation.submit({ group: "a" }),
  ];
  const reason = 'waits for its turn: place 1 in the queue of group "a": 1 of 1 slots used';
  const { jobs } = await simulation.ask("list", {});
  deepEqual(jobs.map(({ id, why }) => [id, why]), [
    [second, reason],
    [first, "its worker starts"],
  ]);
  const one = { jobs: { names: [String(second)], all: false } };
  equal((await simulation.ask("show", one))[0]?.why, reason);
});
