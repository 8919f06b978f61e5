import assert from "node:assert/strict";
import * as v from "valibot";
import { UsageShape } from "../../job/run.ts";
import type { ProcessRow } from "../../system/ps.ts";
import { endUsage, sumUsage } from "../../worker/usage.ts";

const row: ProcessRow = {
  pgid: 10,
  pid: 11,
  isZombie: false,
  threads: 2,
  cpuPercent: 0.1,
  memoryPercent: 0.2,
  cpuMs: 1000,
  rssBytes: 4096,
  virtualBytes: 8192,
  nice: 5,
  priority: 14,
};
const leader: ProcessRow = { ...row, pid: 10, nice: 0, priority: 19 };
const bytes = { stdoutBytes: 3, stderrBytes: 4 };

Deno.test("sumUsage() sums the group, zombies apart; nice and priority are the leader's", () => {
  const rows = [row, leader, { ...row, pid: 12 }, { ...row, pid: 13, isZombie: true }];
  const usage = sumUsage(rows, bytes, { at: 77 });
  assert.deepEqual(usage, {
    at: 77,
    processes: 3,
    threads: 6,
    cpuPercent: 0.3,
    memoryPercent: 0.6,
    cpuMs: 3000,
    rssBytes: 12288,
    virtualBytes: 24576,
    nice: 0,
    priority: 19,
    stdoutBytes: 3,
    stderrBytes: 4,
  });
  assert.ok(v.is(UsageShape, usage));
});

Deno.test("sumUsage() takes another process where the leader has ended", () => {
  assert.equal(sumUsage([row], bytes, { at: 0 }).nice, 5);
});

Deno.test("sumUsage() of no process is a usage too", () => {
  assert.ok(v.is(UsageShape, sumUsage([], bytes, { at: 0 })));
});

Deno.test("endUsage() keeps what the job had counted up", () => {
  const ended = {
    phase: "ended",
    outcome: { kind: "exited", code: 0 },
    endedAt: 9,
    ...bytes,
    droppedBytes: 5,
    leftBehind: false,
    timedOut: false,
  } as const;
  const last = sumUsage([leader], bytes, { at: 1 });
  const { at, processes, cpuMs, rssBytes, stdoutBytes, droppedBytes } = endUsage(ended, last);
  assert.deepEqual([at, processes, cpuMs, rssBytes, stdoutBytes, droppedBytes], [
    9,
    0,
    1000,
    0,
    3,
    5,
  ]);
  assert.equal(endUsage(ended, undefined).cpuMs, 0);
});
