// Records and messages that are right, with all that they may have in them: what is mutated.

import type { Final, RunState, Started, Ticket, Usage } from "../../job/run.ts";
import type { ReactionsFile, Watch } from "../../job/reaction_shape.ts";
import type { StatsAnswer, StatsRecord } from "../../job/stats.ts";
import type { Origin } from "../../daemon/origin.ts";
import type { Hello } from "../../wire/messages.ts";
import type { DaemonWord, Order, Report } from "../../wire/orders.ts";
import { LOG_DEFAULTS } from "../../job/log_policy.ts";
import { specOf } from "../support/specs.ts";

export const NONCE = "0123456789abcdef";
const at = Date.UTC(2026, 10, 24, 17);

const rules: Watch["rules"] = [
  {
    ...{ id: 1, cooldownMs: 1000, most: 3, perMinute: 20 },
    on: { kind: "match", pattern: "(?<what>\\w+) failed", stream: "both" },
    action: { do: "run", command: "echo $CHORE_what" },
  },
  {
    ...{ id: 2, cooldownMs: 0, most: 0, perMinute: 20 },
    on: { kind: "silence", ms: 5000 },
    action: { do: "signal", signal: "SIGHUP" },
  },
];
const counted = { matched: 3, acted: 2, suppressed: 1, failed: 0, lastAt: at, windowAt: at };
const counts = { "1": { ...counted, inWindow: 2 }, "2": { ...counted, inWindow: 0 } };
const reaction = {
  ...{ seq: 1, rule: 1, at, line: "disk failed", spans: [[0, 11], [0, 4]] as [number, number][] },
  names: { what: 1 },
};

export const TICKET: Ticket = {
  ...{ run: 7, job: 3, name: "build", nonce: NONCE, mode: "run", graceMs: 10_000, timeoutMs: 5000 },
  ...{
    orphan: "kill",
    output: "pipe",
    input: { kind: "run", run: 6, isOver: false },
    debug: false,
  },
  ...{ log: LOG_DEFAULTS, watch: { rules, counts, seq: 0 } },
};

export const STARTED: Started = { nonce: NONCE, boot: "this-boot", pid: 4242, at };

const ended: RunState = {
  ...{ phase: "ended", outcome: { kind: "exited", code: 3 }, pid: 4242, startedAt: at },
  ...{ endedAt: at + 5, stdoutBytes: 10, stderrBytes: 0, droppedBytes: 0, leftBehind: false },
  ...{ timedOut: false, logFull: false, ruled: { rule: 1, action: "kill" }, missedBytes: 1 },
};

export const STATES: readonly RunState[] = [
  { phase: "preparing" },
  { phase: "running", pid: 4242, startedAt: at, logging: "off" },
  ended,
  { ...ended, outcome: { kind: "signaled", signal: "SIGKILL" } },
  { ...ended, outcome: { kind: "lost", reason: "nobody saw it" } },
  { ...ended, outcome: { kind: "refused", reason: '"make" is not in PATH' } },
];

export const FINALS: readonly Final[] = STATES.map((state) => ({
  ...{ nonce: NONCE, boot: "this-boot", state },
}));

export const USAGE: Usage = {
  ...{ at, processes: 1, threads: 2, cpuPercent: 0.5, memoryPercent: 0.5, cpuMs: 10, nice: 0 },
  ...{ rssBytes: 4096, virtualBytes: 8192, priority: 20, stdoutBytes: 10, stderrBytes: 0 },
};

const averages = { cpuPercent: 0.5, rssBytes: 4096, processes: 1 };
const peaks = { cpuPercent: 1.5, rssBytes: 4096, virtualBytes: 8192, processes: 1, threads: 2 };
const samples = [1, 2].map((nth) => ({
  ...{ at: at + 200 * nth, ms: 200, cpuPercent: 0.5, cpuPercentPeak: 1.5, cpuMs: 5, state: "S" },
  ...{ rssBytes: 4096, rssBytesPeak: 4096, virtualBytes: 8192, processes: 1, threads: 2 },
  measures: 1,
}));

export const STATS: readonly StatsRecord[] = [
  USAGE,
  {
    ...{ ...USAGE, droppedBytes: 1, averages },
    series: {
      ...{ samples, measuresPerSample: 1, peaks },
      sums: { ms: 400, cpuPercent: 200, rssBytes: 1_638_400, processes: 400 },
    },
  },
];

const answer: StatsAnswer = {
  ...{ usage: USAGE, peaks, averages, samples, worker: { pid: 5, cpuMs: 1, rssBytes: 1 } },
};

export const REACTIONS: ReactionsFile = {
  ...{ seq: 1, counts, skippedBytes: 0, ending: { rule: 1, action: "terminate" } },
  queue: [reaction],
};

export const ORIGINS: readonly Origin[] = [1, 2, 3].map((nth) => ({
  ...{ job: nth, run: nth, name: `build_${nth}`, request: `request-${nth}`, createdAt: at },
  ...{ label: `build_${nth}-20261124T170000Z`, createdBy: "ann", spec: specOf({ pinned: true }) },
  tab: nth === 2 ? { key: "=build_2", line: 4 } : null,
  hook: nth === 3 ? { kind: "post", run: 1, job: 1, env: ["CHORE_HOOK=post"] } : null,
}));

const worker = {
  kind: "hello",
  role: "worker",
  ...{ version: 1, run: 7, nonce: NONCE, pid: 42 },
  mode: "run",
} as const;

export const HELLOS: readonly Hello[] = [
  { kind: "hello", role: "client", version: 1, who: "ann, process 7" },
  ...STATES.map((state) => ({ ...worker, state })),
];

const order = { kind: "order", id: 1 } as const;

export const ORDERS: readonly Order[] = [
  { ...order, order: "ping" },
  { ...order, order: "stats", samples: 256 },
  { ...order, order: "input", bytes: new Uint8Array([1, 2]), eof: true },
  { ...order, order: "signal", signal: "SIGHUP" },
  { ...order, order: "logging", do: "trim" },
  { ...order, order: "rules", rules },
  { ...order, order: "stop", graceMs: 10_000 },
];

export const WORDS: readonly DaemonWord[] = [
  { kind: "welcome" },
  { kind: "reject", reason: "another worker owns the run" },
  { kind: "taken" },
  { kind: "reacted", seq: 3 },
];

const report = { kind: "report" } as const;

export const REPORTS: readonly Report[] = [
  ...STATES.map((state) => ({ ...report, report: "state" as const, state })),
  { ...report, report: "reaction", reaction, count: counts["1"] },
  { ...report, report: "rules", counts, skippedBytes: 3, troubles: ["it failed"] },
  { ...report, report: "answer", re: 1, ok: true, detail: "done", usage: USAGE, stats: answer },
];
