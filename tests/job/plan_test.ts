import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { type GroupLoad, jobsToBegin, type Queued } from "../../job/plan.ts";

const most = 1000;
const open = (slots: number, used = 0): GroupLoad => ({ slots, used, isOpen: true });
const queueOf = (...slots: number[]): Queued[] =>
  slots.map((each, index) => ({ id: index + 1, slots: each }));

const Queue = fc.array(fc.nat({ max: 9 }), { maxLength: 30 }).map((slots) => queueOf(...slots));
const Load = fc.record({
  slots: fc.nat({ max: 12 }),
  used: fc.nat({ max: 12 }),
  isOpen: fc.boolean(),
});
const Most = fc.nat({ max: 20 });

/** The slots that the given jobs take. */
function sum(jobs: readonly Queued[]): number {
  return jobs.reduce((all, { slots }) => all + slots, 0);
}

Deno.test("jobsToBegin() begins a prefix of the queue: nobody is overtaken", () => {
  fc.assert(fc.property(Queue, Load, Most, (queue, load, most) => {
    const begun = jobsToBegin(queue, load, { most });
    deepEqual(begun, queue.slice(0, begun.length).map(({ id }) => id));
    ok(begun.length <= most);
  }));
});

Deno.test("jobsToBegin() breaks no limit of slots, but for a job that could never begin else", () => {
  fc.assert(fc.property(Queue, Load, Most, (queue, load, most) => {
    const begun = queue.slice(0, jobsToBegin(queue, load, { most }).length);
    const taking = begun.filter(({ slots }) => slots > 0);
    if (taking.length === 0) return;
    const isAlone = load.used === 0 && taking.length === 1 && sum(taking) > load.slots;
    ok(isAlone || load.used + sum(taking) <= load.slots);
  }));
});

Deno.test("jobsToBegin() begins all that can: what is left has no room", () => {
  fc.assert(fc.property(Queue, Load, (queue, load) => {
    const count = jobsToBegin(queue, load, { most }).length;
    const next = queue[count];
    if (next === undefined || !load.isOpen || load.slots === 0) return;
    const used = load.used + sum(queue.slice(0, count));
    ok(next.slots > 0 && used > 0 && used + next.slots > load.slots);
  }));
});

Deno.test("jobsToBegin() begins none in a group that is closed or has no slots", () => {
  fc.assert(fc.property(Queue, Load, (queue, load) => {
    deepEqual(jobsToBegin(queue, { ...load, isOpen: false }, { most }), []);
    deepEqual(jobsToBegin(queue, { ...load, slots: 0 }, { most }), []);
  }));
});

Deno.test("jobsToBegin() starves no queue: as jobs end, each begins, in order", () => {
  fc.assert(fc.property(Queue, fc.integer({ min: 1, max: 6 }), fc.infiniteStream(fc.nat()), (
    queue,
    slots,
    chances,
  ) => {
    let waiting: readonly Queued[] = queue;
    const running: Queued[] = [];
    const order: number[] = [];
    while (waiting.length > 0 || running.length > 0) {
      const begun = jobsToBegin(waiting, open(slots, sum(running)), { most });
      order.push(...begun);
      running.push(...waiting.slice(0, begun.length));
      waiting = waiting.slice(begun.length);
      ok(running.length > 0, "nothing runs and nothing begins");
      running.splice((chances.next().value ?? 0) % running.length, 1);
    }
    deepEqual(order, queue.map(({ id }) => id));
  }));
});

Deno.test("jobsToBegin() lets a heavy job wait for room, and those behind it with it", () => {
  deepEqual(jobsToBegin(queueOf(3, 1), open(4, 2), { most }), []);
  deepEqual(jobsToBegin(queueOf(1, 3, 1), open(4, 1), { most }), [1]);
  deepEqual(jobsToBegin(queueOf(3, 1), open(4), { most }), [1, 2]);
});

Deno.test("jobsToBegin() runs a job that is heavier than its group alone", () => {
  deepEqual(jobsToBegin(queueOf(9, 1), open(4), { most }), [1]);
  deepEqual(jobsToBegin(queueOf(9, 1), open(4, 1), { most }), []);
  deepEqual(jobsToBegin(queueOf(1, 9), open(4), { most }), [1]);
  // beside one that runs alone there is no room
  deepEqual(jobsToBegin(queueOf(1), open(4, 9), { most }), []);
});

Deno.test("jobsToBegin() begins a job that takes no slots however full the group is", () => {
  deepEqual(jobsToBegin(queueOf(0, 0, 1), open(4, 9), { most }), [1, 2]);
});

Deno.test("jobsToBegin() asks the queue for no more than it needs", () => {
  let asked = 0;
  const endless = (function* () {
    for (;;) yield { id: ++asked, slots: 1 };
  })();
  equal(jobsToBegin(endless, open(2), { most }).length, 2);
  equal(asked, 3);
});
