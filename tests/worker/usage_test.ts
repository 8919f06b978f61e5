import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import * as v from "valibot";
import { UsageShape } from "../../job/run.ts";
import type { ProcessRow } from "../../system/ps.ts";
import { endUsage, stateOf, sumUsage } from "../../worker/usage.ts";

const row: ProcessRow = {
  pgid: 10,
  pid: 11,
  isZombie: false,
  state: "S",
  threads: 2,
  cpuPercent: 0.1,
  memoryPercent: 0.2,
  cpuMs: 1000,
  cpuStepMs: 1000,
  ageMs: 5000,
  rssBytes: 4096,
  virtualBytes: 8192,
  nice: 5,
  priority: 14,
};
const leader: ProcessRow = { ...row, pid: 10, nice: 0, priority: 19 };
const bytes = { stdoutBytes: 3, stderrBytes: 4 };
const measured = { at: 77, cpuMs: 3000, cpuPercent: 12.345 };

Deno.test("sumUsage() sums the group, zombies apart; nice and priority are the leader's", () => {
  const rows = [row, leader, { ...row, pid: 12 }, { ...row, pid: 13, isZombie: true }];
  const usage = sumUsage(rows, bytes, measured);
  deepEqual(usage, {
    at: 77,
    processes: 3,
    threads: 6,
    cpuPercent: 12.3,
    memoryPercent: 0.6,
    cpuMs: 3000,
    rssBytes: 12288,
    virtualBytes: 24576,
    nice: 0,
    priority: 19,
    stdoutBytes: 3,
    stderrBytes: 4,
  });
  ok(v.is(UsageShape, usage));
});

Deno.test("sumUsage() takes another process where the leader has ended", () => {
  equal(sumUsage([row], bytes, measured).nice, 5);
});

Deno.test("sumUsage() of no process is a usage too", () => {
  ok(v.is(UsageShape, sumUsage([], bytes, measured)));
});

Deno.test("stateOf() is that of whoever does most; a group is stopped when all of it are", () => {
  const of = (...letters: string[]) => stateOf(letters.map((state) => ({ ...row, state })));
  equal(of("S", "R", "Z"), "R");
  equal(of("T", "S"), "S");
  equal(of("T", "Z", "T"), "T");
  equal(of("S", "D"), "D");
  equal(of("Z"), "Z");
  equal(of("U"), "U");
  equal(of(), "");
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
  const { at, processes, cpuMs, rssBytes, stdoutBytes, droppedBytes } = endUsage(ended, {
    cpuMs: 1000,
  });
  deepEqual([at, processes, cpuMs, rssBytes, stdoutBytes, droppedBytes], [9, 0, 1000, 0, 3, 5]);
});
