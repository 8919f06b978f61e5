// A job as chored tells of it, for tests that care for a part of it only.

import type { JobView, RunView } from "../../wire/replies.ts";

export function jobView(change: Partial<JobView> = {}): JobView {
  return {
    ...{ id: 1, name: "a", state: "queued", command: ["true"], cwd: "/", group: "default" },
    ...{ pinned: false, priority: 0, slots: 1, nextAt: null, after: [], why: "", runs: [] },
    ...{
      createdAt: new Date(0).toISOString(),
      createdBy: "a test",
      exitCode: null,
      readyAt: null,
      hook: null,
      tab: null,
    },
    ...change,
  };
}

export function runView(change: Partial<RunView> = {}): RunView {
  return {
    ...{ run: 1, pid: 7, startedAt: new Date(0).toISOString(), endedAt: null, outcome: null },
    ...{ stdoutBytes: 0, stderrBytes: 0, droppedBytes: 0, leftBehind: false, endedBy: null },
    ...change,
  };
}
