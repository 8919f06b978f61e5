import { strictEqual as equal } from "node:assert/strict";
import { describeQueued, type QueueGroup } from "../../job/queue_reason.ts";

const group: QueueGroup = { name: "build", slots: 4, used: 3, state: "open" };
const workers = { free: 5, workers: 256 };
const say = (change: Partial<QueueGroup> = {}, { slots = 1, free = 5 } = {}) =>
  describeQueued({ slots, place: 2 }, { ...group, ...change }, { ...workers, free });

Deno.test("describeQueued() tells group, slots and place", () => {
  equal(say(), 'place 2 in the queue of group "build": 3 of 4 slots used');
});

Deno.test("describeQueued() tells what a job takes where it is not one slot", () => {
  equal(
    say({}, { slots: 3 }),
    'place 2 in the queue of group "build": 3 of 4 slots used; it takes 3',
  );
  equal(say({}, { slots: 0 }).endsWith("; it takes 0"), true);
});

for (const state of ["paused", "draining"] as const) {
  Deno.test(`describeQueued() tells that a group is ${state}`, () => {
    equal(say({ state, slots: 0 }), `place 2 in the queue of group "build", which is ${state}`);
  });
}

Deno.test("describeQueued() tells that a group has no slots", () => {
  equal(
    say({ slots: 0, used: 0 }, { free: 0 }),
    'place 2 in the queue of group "build", which has 0 slots',
  );
});

Deno.test("describeQueued() tells that all workers are busy, from the last one on", () => {
  equal(say({}, { free: 0 }).endsWith("; all 256 workers are busy"), true);
  equal(say({}, { free: 1 }).includes("workers"), false);
});
