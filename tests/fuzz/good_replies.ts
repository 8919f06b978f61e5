// Replies of chored that are right: what is mutated for a client.

import type { JobEvent, JobView, Replies, RunView, ServerMessage } from "../../wire/replies.ts";
import { specOf } from "../support/specs.ts";

const at = "2026-11-24T17:00:00.000Z";

const run: RunView = {
  ...{ run: 7, pid: 4242, startedAt: at, endedAt: "2026-11-24T17:00:05.000Z", endedBy: null },
  ...{ outcome: { kind: "exited", code: 3, signal: null, reason: null }, leftBehind: false },
  ...{ stdoutBytes: 10, stderrBytes: 0, droppedBytes: 0 },
};
const job: JobView = {
  ...{ id: 3, name: "build", state: "failed", command: ["make", "-s"], cwd: "/", group: "default" },
  ...{ tab: { line: 2 }, pinned: true, priority: 0, slots: 1, nextAt: at, createdAt: at },
  ...{ after: [{ name: "fetch", when: "success" }], createdBy: "ann", why: "exit code 3" },
  ...{ readyAt: at, hook: null, exitCode: 3, runs: [run] },
};
const waiting: JobView = {
  ...{ ...job, id: 4, name: "next", state: "scheduled", runs: [], exitCode: null },
  hook: { kind: "post", of: { job: 3, run: 7 } },
};
const { env: _, ...spec } = specOf({ hooks: { pre: "true" }, limits: { cpuMs: 1000 } });
const done = [{ id: 3, name: "build", state: "failed" as const, note: "it had ended" }];
const event: JobEvent = {
  ...{ seq: 9, kind: "state", at, id: 3, name: "build", group: "default", state: "failed" },
  ...{ was: "running", run: 7, why: "exit code 3" },
};
const rules = [{
  ...{ rule: 1, on: "fail", action: "restart", cooldownMs: 0, most: 0, perMinute: 20, matched: 3 },
  ...{ acted: 1, suppressed: 0, failed: 0, lastAt: at },
}];
const sample = {
  ...{ at: Date.UTC(2026, 10, 24), ms: 200, cpuPercent: 0.5, cpuPercentPeak: 1.5, cpuMs: 5 },
  ...{ rssBytes: 4096, rssBytesPeak: 4096, virtualBytes: 8192, processes: 1, threads: 2 },
  ...{ state: "S", measures: 1 },
};
const usage = {
  ...{ at: Date.UTC(2026, 10, 24), processes: 1, threads: 2, cpuPercent: 0.5, memoryPercent: 0.5 },
  ...{ cpuMs: 10, rssBytes: 4096, virtualBytes: 8192, nice: 0, priority: 20, stdoutBytes: 10 },
  stderrBytes: 0,
};
const period = { started: 1, ended: 2, failed: 1, loggedBytes: 100 };

/** The verbs that a client asks of a hostile chored. */
export type Asked =
  | "list"
  | "show"
  | "wait"
  | "why"
  | "history"
  | "stats"
  | "session"
  | "group"
  | "env"
  | "stop"
  | "react"
  | "tab"
  | "next"
  | "reload"
  | "events";

export const REPLIES: { readonly [V in Asked]: readonly Replies[V][] } = {
  list: [{ jobs: [waiting, job], before: null, older: 2 }, { jobs: [job], before: 3, older: 0 }],
  show: [[{
    ...{ ...job, spec, rules, skippedBytes: 1, usage },
    confinement: null,
    limitsHeld: {
      cgroup: null,
      byCgroup: [],
      bySetrlimit: ["cpu=1s"],
      why: "it cannot be written",
    },
    policy: { file: "/policy.toml", limits: { cpuMs: 1000 }, leftOut: ["LD_X"], refuses: null },
    hooks: [{ kind: "pre", id: 5, name: "build_pre", state: "succeeded" }],
  }]],
  wait: [[job]],
  why: [[{ id: 3, name: "build", why: "exit code 3" }]],
  history: [{
    lines: [{
      ...{ run: 7, job: 3, name: "build", command: ["make"], askedBy: "ann", state: "failed" },
      ...{ outcome: { kind: "signaled", code: null, signal: "SIGKILL", reason: null } },
      ...{ endedBy: "ann", startedAt: at, endedAt: at, stdoutBytes: 10, stderrBytes: 0 },
    }],
    before: null,
  }],
  stats: [
    {
      of: "jobs",
      jobs: [{
        ...{ id: 3, name: "build", state: "failed", run: 7, startedAt: at, endedAt: at },
        stats: {
          usage,
          peaks: { cpuPercent: 1.5, rssBytes: 4096, virtualBytes: 1, processes: 1, threads: 2 },
          averages: { cpuPercent: 0.5, rssBytes: 4096, processes: 1 },
          samples: [sample, { ...sample, at: sample.at + 200 }],
        },
        worker: { pid: 5, cpuMs: 1, rssBytes: 1 },
      }],
    },
    {
      of: "session",
      session: {
        ...{ at, jobs: { failed: 1 }, oldestWaiting: { name: "next", createdAt: at } },
        ...{ hour: period, day: period },
        running: { jobs: 1, processes: 1, cpuPercent: 0.5, rssBytes: 4096, loggedBytes: 10 },
        chored: { pid: 42, startedAt: at, rssBytes: 1, heapBytes: 1 },
        workers: { count: 1, cpuMs: 1, rssBytes: 1 },
      },
    },
  ],
  session: [{
    ...{ session: "chored", version: "0.1.0", pid: 42, startedAt: at, jobs: 1, active: 0 },
    ...{ clients: 1, recovered: { readopted: 0, ended: 0, startedAgain: 0, lost: 0 } },
    tab: { path: "/choretab", jobs: 1, problems: [{ line: 1, column: 2, message: "no time" }] },
    ...{ policy: null, profiles: ["ci"] },
    ...{ config: null, settings: { "defaults.grace": "10s", "alert.on": ["failed"] } },
  }],
  group: [[{ name: "default", slots: 4, used: 1, queued: 0, state: "open" }]],
  env: [[{ id: 3, name: "build", env: ["A=B", "PATH=/bin"] }]],
  stop: [done],
  react: [[{ id: 3, name: "build", state: "running", rules, skippedBytes: 3, note: "not heard" }]],
  tab: [{
    ...{ path: "/choretab", text: "@daily true\n", jobs: 1, added: 1, changed: 0, removed: 0 },
    ...{ written: true, problems: [] },
  }],
  next: [[{ at, id: 3, name: "build", command: ["make"] }]],
  reload: [{ file: "/chore.toml", changed: [{ key: "keep", was: "1h", is: null }] }],
  events: [null],
};

export const HELLO: ServerMessage = {
  ...{ kind: "hello", version: 1, program: "0.1.0", session: "chored" },
  recovered: { readopted: 0, ended: 0, startedAgain: 0, lost: 0 },
};

/** What chored says unasked, to the request of this number. */
export const UNASKED = (id: number): readonly ServerMessage[] => [
  { kind: "event", id, event },
  { kind: "missed", id, count: 3 },
  { kind: "live", id },
  { kind: "part", id, value: [job, waiting] },
  { kind: "refusal", id, code: "no_such_job", message: 'Cannot find job "x"' },
  { kind: "refusal", id: 0, code: "limit", message: "more than 256 clients at once" },
];
