import assert from "node:assert/strict";
import { LIMITS } from "../../limits.ts";
import { TimeLimit } from "../../worker/time_limit.ts";
import { until } from "../support/deadline.ts";

function recorder() {
  const over: number[] = [];
  return { over, limit: new TimeLimit(() => over.push(performance.now())) };
}

const isOver = (over: readonly number[]) => until("the limit is over", () => over.length > 0);

Deno.test("begin() calls once, when the limit is over and not before", async () => {
  const { over, limit } = recorder();
  const begin = performance.now();
  limit.begin(60);
  await isOver(over);
  assert.ok((over[0] ?? 0) - begin >= 60);
  assert.equal(limit.leftMs, Infinity);
  assert.deepEqual(limit.dump, { goesOn: false, leftMs: null });
});

Deno.test("standStill() keeps what is left, however often it is called", async () => {
  const { over, limit } = recorder();
  limit.begin(80);
  limit.standStill();
  const { leftMs } = limit;
  const witness = recorder();
  witness.limit.begin(160);
  await isOver(witness.over);
  limit.standStill();
  assert.deepEqual([limit.leftMs, over.length], [leftMs, 0]);
  const again = performance.now();
  limit.goOn();
  limit.goOn();
  await isOver(over);
  assert.ok((over[0] ?? 0) - again >= leftMs - 0.001);
  assert.equal(over.length, 1);
});

Deno.test("settle() calls it off for ever", async () => {
  const { over, limit } = recorder();
  limit.begin(10);
  limit.settle();
  limit.goOn();
  const witness = recorder();
  witness.limit.begin(50);
  await isOver(witness.over);
  assert.deepEqual([over, limit.leftMs], [[], Infinity]);
});

Deno.test("goOn() does nothing where there is no limit", () => {
  const { limit } = recorder();
  limit.standStill();
  limit.goOn();
  assert.deepEqual(limit.dump, { goesOn: false, leftMs: null });
});

// Deno takes a timer of 2^31 ms and more for one of none
for (const ms of [LIMITS.timerMostMs + 1, 2 ** 31, 2 ** 32, LIMITS.timeMaxMs]) {
  Deno.test(`begin() waits out ${ms} ms, which no timer takes`, async () => {
    const { over, limit } = recorder();
    limit.begin(ms);
    const witness = recorder();
    witness.limit.begin(50);
    await isOver(witness.over);
    assert.equal(over.length, 0);
    assert.ok(limit.leftMs > ms - 60_000);
    limit.settle();
  });
}
