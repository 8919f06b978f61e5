import { deepStrictEqual as deepEqual, rejects, strictEqual as equal } from "node:assert/strict";
import type { SpecInput } from "../../../job/spec.ts";
import { HOUR, MINUTE, NOON, Simulation } from "../../support/simulation.ts";

function test(name: string, act: (simulation: Simulation) => Promise<void>): void {
  Deno.test(name, async () => {
    await using simulation = new Simulation();
    await act(simulation);
  });
}

async function edit(simulation: Simulation, ids: number[], change: Partial<SpecInput>) {
  const done = await simulation.ask("edit", {
    jobs: { names: ids.map(String), all: false },
    change,
  });
  await simulation.settle();
  return done;
}

const later = { when: { kind: "at", at: NOON + HOUR } } as const;
const hourly = { when: { kind: "cron", expression: "0 * * * *", zone: "UTC" } } as const;

test("edit changes what is said, and nothing else", async (simulation) => {
  const id = await simulation.submit({ ...later, priority: 3 });
  const before = simulation.job(id).spec;
  const [done] = await edit(simulation, [id], { argv: ["true"], group: "default" });
  deepEqual(done, { id, name: "make", state: "scheduled" });
  deepEqual(simulation.job(id).spec, { ...before, argv: ["true"] });
  deepEqual(simulation.job(id).wakeAt, NOON + HOUR);
  await edit(simulation, [id], { env: ["A=1"], priority: 7, slots: 2, pinned: true });
  const { priority, slots, pinned } = simulation.job(id);
  deepEqual([priority, slots, pinned, simulation.session.store.envOf(id)], [7, 2, true, ["A=1"]]);
});

test("edit changes the time, also of a job whose time has come", async (simulation) => {
  await simulation.setGroup("default", 0);
  const id = await simulation.submit();
  equal(simulation.state(id), "queued");
  await edit(simulation, [id], later);
  deepEqual([simulation.state(id), simulation.job(id).wakeAt], ["scheduled", NOON + HOUR]);
});

test("edit loses no time that has come: a repeated job stays in the queue", async (simulation) => {
  await simulation.setGroup("default", 0);
  const id = await simulation.submit(hourly);
  await simulation.pass(HOUR + MINUTE);
  equal(simulation.state(id), "queued");
  await edit(simulation, [id], { priority: 9 });
  equal(simulation.state(id), "queued");
});

test("edit leaves a held job held, unless it says otherwise", async (simulation) => {
  const id = await simulation.submit(later);
  await simulation.order("hold", id);
  await edit(simulation, [id], { priority: 9 });
  equal(simulation.state(id), "held");
  await simulation.order("release", id);
  equal(simulation.state(id), "scheduled");
  const held = await simulation.submit({ ...later, held: true });
  await simulation.order("release", held);
  await edit(simulation, [held], { priority: 9 });
  equal(simulation.state(held), "scheduled");
  await edit(simulation, [held], { held: true });
  equal(simulation.state(held), "held");
  await edit(simulation, [held], { held: false });
  equal(simulation.state(held), "scheduled");
});

test("edit begins a job whose dependencies were taken away", async (simulation) => {
  const first = await simulation.submit(later);
  const id = await simulation.submit({ after: [{ job: String(first), when: "success" }] });
  equal(simulation.state(id), "waiting");
  await edit(simulation, [id], { after: [] });
  equal(simulation.state(id), "starting");
});

test("edit refuses a job that would wait for itself, over however many", async (simulation) => {
  const ids = [await simulation.submit(later)];
  for (let n = 0; n < 50; n++) {
    ids.push(await simulation.submit({ ...later, after: [{ job: String(ids[n]), when: "end" }] }));
  }
  const [first = 0, second = 0] = ids;
  const last = ids.at(-1) ?? 0;
  const message = 'Cannot edit job "make": it would wait for itself';
  for (const needs of [first, second, last]) {
    const change = { after: [{ job: String(needs), when: "end" } as const] };
    await rejects(edit(simulation, [first], change), { message });
  }
  deepEqual(simulation.job(first).spec.after, []);
  await edit(simulation, [last], { after: [{ job: String(first), when: "end" }] });
});

test("edit takes for no cycle what has ended", async (simulation) => {
  const id = await simulation.submit(later);
  const other = await simulation.submit({ after: [{ job: String(id), when: "end" }] });
  await simulation.order("now", other);
  await simulation.run(other);
  await edit(simulation, [id], { after: [{ job: String(other), when: "success" }] });
  await simulation.pass(HOUR);
  equal(simulation.state(id), "starting");
});

const refusals: readonly [string, Partial<SpecInput>, string][] = [
  ["a group", { group: "none" }, 'there is no group "none": chore group add none --slots N'],
  [
    "a zone",
    { when: { ...hourly.when, zone: "Mars" } },
    '"Mars" is no time zone: expected a name such as Europe/Berlin or UTC',
  ],
];

for (const [what, change, reason] of refusals) {
  test(`edit refuses ${what} that is unknown, and changes none of several jobs`, async (simulation) => {
    const ids = [await simulation.submit(later), await simulation.submit(later)];
    const before = ids.map((id) => simulation.job(id));
    await rejects(edit(simulation, ids, change), {
      message: `Cannot edit job "make": ${reason}`,
    });
    deepEqual(ids.map((id) => simulation.job(id)), before);
  });
}

test("edit changes none of several jobs where one of them runs, or would wait for itself", async (simulation) => {
  const [one, two] = [await simulation.submit(later), await simulation.submit()];
  const before = simulation.job(one);
  await rejects(edit(simulation, [one, two], { priority: 1 }), {
    message: 'Cannot edit job "make_2": it is starting: only what waits can be changed',
  });
  const three = await simulation.submit(later);
  const after = [{ job: String(three), when: "end" } as const];
  await rejects(edit(simulation, [one, three], { after }), {
    message: 'Cannot edit job "make_3": it would wait for itself',
  });
  deepEqual(simulation.job(one), before);
});
