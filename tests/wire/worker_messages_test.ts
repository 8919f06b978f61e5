import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import * as v from "valibot";
import { LIMITS } from "../../limits.ts";
import { HelloShape } from "../../wire/messages.ts";
import { DaemonWordShape, OrderShape, ReportShape } from "../../wire/orders.ts";

const client = { kind: "hello", role: "client", version: 1, who: "ann" };
const worker = {
  kind: "hello",
  role: "worker",
  version: 1,
  run: 7,
  nonce: "0123456789abcdef",
  pid: 42,
  mode: "run",
  state: { phase: "preparing" },
};
const signal = { kind: "order", order: "signal", id: 1, signal: "SIGHUP" };
const stop = { kind: "order", order: "stop", id: 1, graceMs: LIMITS.graceMaxMs };
const state = { kind: "report", report: "state", state: { phase: "preparing" } };
const answer = { kind: "report", report: "answer", re: 1, ok: true };
const usage = {
  ...{ at: 0, processes: 1, threads: 1, cpuPercent: 0.5, memoryPercent: 0.5, cpuMs: 1 },
  ...{ rssBytes: 1, virtualBytes: 1, nice: 0, priority: 20, stdoutBytes: 0, stderrBytes: 0 },
};

const stats = {
  usage,
  peaks: { cpuPercent: 1.5, rssBytes: 1, virtualBytes: 1, processes: 1, threads: 1 },
  averages: { cpuPercent: 0.5, rssBytes: 1, processes: 1.5 },
  samples: [{
    ...{ at: 1, ms: 200, cpuPercent: 0.5, cpuPercentPeak: 1.5, cpuMs: 1, rssBytes: 1 },
    ...{ rssBytesPeak: 1, virtualBytes: 1, processes: 1, threads: 1, state: "S", measures: 2 },
  }],
  worker: { pid: 5, cpuMs: 1, rssBytes: 1 },
};

const GOOD: readonly (readonly [string, v.GenericSchema, object])[] = [
  ["HelloShape", HelloShape, client],
  ["HelloShape", HelloShape, { ...client, who: "x".repeat(LIMITS.whoChars), version: 99 }],
  ["HelloShape", HelloShape, worker],
  ["HelloShape", HelloShape, { ...worker, mode: "bury", nonce: "0".repeat(64) }],
  ["OrderShape", OrderShape, { kind: "order", order: "ping", id: 0 }],
  ["OrderShape", OrderShape, { kind: "order", order: "usage", id: 1 }],
  ["OrderShape", OrderShape, { kind: "order", order: "stats", id: 1, samples: LIMITS.samples }],
  ["OrderShape", OrderShape, { kind: "order", order: "debug", id: 1 }],
  ["OrderShape", OrderShape, { kind: "order", order: "pause", id: 1 }],
  ["OrderShape", OrderShape, { kind: "order", order: "resume", id: 1 }],
  ["OrderShape", OrderShape, signal],
  ["OrderShape", OrderShape, stop],
  ["OrderShape", OrderShape, { ...stop, graceMs: 0 }],
  ["DaemonWordShape", DaemonWordShape, { kind: "welcome" }],
  ["DaemonWordShape", DaemonWordShape, { kind: "reject", reason: "void" }],
  ["DaemonWordShape", DaemonWordShape, { kind: "taken" }],
  ["ReportShape", ReportShape, state],
  ["ReportShape", ReportShape, answer],
  ["ReportShape", ReportShape, { ...answer, ok: false, detail: "x".repeat(LIMITS.reasonChars) }],
  ["ReportShape", ReportShape, { ...answer, usage }],
  ["ReportShape", ReportShape, { ...answer, stats }],
  ["ReportShape", ReportShape, { ...answer, stats: { ...stats, samples: [], worker: null } }],
];

for (const [name, shape, message] of GOOD) {
  Deno.test(`${name} takes ${JSON.stringify(message).slice(0, 70)}`, () =>
    deepEqual(v.parse(shape, message), message));
}

const BAD: readonly (readonly [string, v.GenericSchema, unknown])[] = [
  ...wrong(["HelloShape", HelloShape], client, {
    kind: ["request", undefined],
    role: ["root", undefined],
    version: [-1, 0.5, "1", undefined],
    who: ["x".repeat(LIMITS.whoChars + 1), 7, undefined],
  }),
  ...wrong(["HelloShape", HelloShape], worker, {
    run: [-1, 0.5, "7", undefined],
    nonce: ["0".repeat(7), "0".repeat(65), "XYZ", undefined],
    pid: [-1, 0.5, undefined],
    mode: ["walk", undefined],
    state: [{}, { phase: "dreaming" }, { phase: "running" }, undefined],
  }),
  ...wrong(["OrderShape", OrderShape], signal, {
    order: ["dance", undefined],
    id: [-1, 0.5, undefined],
    signal: ["TERM", "SIGSEGVV", 9, undefined],
  }),
  ...wrong(["OrderShape", OrderShape], stop, {
    graceMs: [-1, 0.5, LIMITS.graceMaxMs + 1, undefined],
  }),
  ...wrong(["DaemonWordShape", DaemonWordShape], { kind: "reject", reason: "" }, {
    kind: ["leave", undefined],
    reason: [7, undefined],
  }),
  ...wrong(["ReportShape", ReportShape], state, {
    kind: ["order", undefined],
    report: ["rumour", undefined],
    state: [{}, undefined],
  }),
  ...wrong(["ReportShape", ReportShape], { ...answer, usage }, {
    re: [-1, "1", undefined],
    ok: ["yes", undefined],
    detail: ["x".repeat(LIMITS.reasonChars + 1), 7],
    usage: [{}, { ...usage, cpuMs: -1 }],
    stats: [
      {},
      { ...stats, samples: Array(LIMITS.samples + 1).fill(stats.samples[0]) },
      { ...stats, samples: [{ ...stats.samples[0], state: "long" }] },
      { ...stats, peaks: { ...stats.peaks, rssBytes: -1 } },
      { ...stats, worker: undefined },
    ],
  }),
];

function wrong(
  [name, shape]: readonly [string, v.GenericSchema],
  good: object,
  fields: Readonly<Record<string, unknown[]>>,
): (readonly [string, v.GenericSchema, unknown])[] {
  return Object.entries(fields).flatMap(([field, values]) =>
    values.map((value) => [name, shape, { ...good, [field]: value }] as const)
  );
}

for (const [name, shape, message] of BAD) {
  Deno.test(`${name} refuses ${JSON.stringify(message).slice(0, 70)}`, () =>
    equal(v.safeParse(shape, message).success, false));
}

Deno.test("HelloShape knows a hello of any version, so that it can be answered", () => {
  ok(v.is(HelloShape, { ...client, version: Number.MAX_SAFE_INTEGER }));
});
