import { deepStrictEqual as deepEqual, rejects, strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../../limits.ts";
import { Simulation } from "../../support/simulation.ts";

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
  await rejects(ask({ do: "add", name: "b", slots: LIMITS.slots + 1 }), { message: /slots/ });
  await rejects(ask({ do: "add", name: "b", slots: -1 }), { message: /slots/ });
  for (let n = 2; n < LIMITS.groups; n++) await simulation.setGroup(`g${n}`, 1);
  await rejects(ask({ do: "add", name: "b", slots: 1 }), { message: /at most 64/ });
});
