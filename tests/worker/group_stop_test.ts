import assert from "node:assert/strict";
import type { KillResult } from "../../system/kill.ts";
import { GroupStop } from "../../worker/group_stop.ts";
import { until } from "../support/deadline.ts";

function recorder(result: KillResult = { kind: "sent" }) {
  const sent: string[] = [];
  const stop = new GroupStop((signal) => {
    sent.push(signal);
    return Promise.resolve(result);
  });
  return { sent, stop };
}

Deno.test("order() sends TERM, then CONT, then after the grace KILL", async () => {
  const { sent, stop } = recorder();
  assert.deepEqual(await stop.order(30), { kind: "sent" });
  assert.deepEqual([sent, stop.hasKilled, stop.isUnderWay], [["SIGTERM", "SIGCONT"], false, true]);
  await until("KILL is sent", () => stop.hasKilled);
  assert.deepEqual(sent, ["SIGTERM", "SIGCONT", "SIGKILL"]);
});

Deno.test("order() without grace sends KILL alone", async () => {
  const { sent, stop } = recorder();
  await stop.order(0);
  assert.deepEqual([sent, stop.hasKilled], [["SIGKILL"], true]);
});

Deno.test("order() a second time shortens the grace, sends TERM no more, and KILL once", async () => {
  const { sent, stop } = recorder();
  await stop.order(3_600_000);
  await stop.order(20);
  await until("KILL is sent", () => stop.hasKilled);
  assert.deepEqual(sent, ["SIGTERM", "SIGCONT", "SIGKILL"]);
});

Deno.test("order() a second time cannot lengthen the grace", async () => {
  const { sent, stop } = recorder();
  await stop.order(20);
  await stop.order(3_600_000);
  await until("KILL is sent", () => stop.hasKilled);
  assert.deepEqual(sent, ["SIGTERM", "SIGCONT", "SIGKILL"]);
});

Deno.test("order() gives what became of the first signal", async () => {
  const { stop } = recorder({ kind: "gone" });
  assert.deepEqual(await stop.order(3_600_000), { kind: "gone" });
  stop.settle();
});

Deno.test("settle() calls KILL off", async () => {
  const { sent, stop } = recorder();
  await stop.order(10);
  stop.settle();
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual([sent, stop.hasKilled], [["SIGTERM", "SIGCONT"], false]);
});

Deno.test("order() a second time shortens the grace though the time of day has jumped", async () => {
  const { sent, stop } = recorder();
  await stop.order(3_600_000);
  const now = Date.now;
  try {
    Date.now = () => now() + 7_200_000;
    await stop.order(0);
  } finally {
    Date.now = now;
  }
  assert.deepEqual(sent, ["SIGTERM", "SIGCONT", "SIGKILL"]);
});

Deno.test("hasKilled says so before the group can end by it", async () => {
  const seen: boolean[] = [];
  const stop: GroupStop = new GroupStop(() => {
    seen.push(stop.hasKilled);
    return Promise.resolve({ kind: "sent" });
  });
  await stop.order(0);
  assert.deepEqual(seen, [true]);
});
