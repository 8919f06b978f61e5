import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import type { JobRow, RunRow } from "../../daemon/rows.ts";
import { viewJob } from "../../daemon/view.ts";
import type { Outcome } from "../../job/outcome.ts";
import { STATES } from "../../job/state.ts";
import { specOf } from "../support/specs.ts";

const { env: _, ...spec } = specOf();

const job: JobRow = {
  ...{ id: 3, request: "r", name: "build", state: "succeeded", spec, pinned: true, run: 7 },
  ...{ cronAt: null, pauseBy: null, readyAt: null },
  ...{
    again: null,
    why: "exit code 0",
    createdAt: 0,
    createdBy: "ann",
    endedAt: 2,
    seenAt: 3,
    hook: null,
    rules: null,
    tab: null,
    tabLine: null,
  },
  ...{
    group: "default",
    priority: 0,
    slots: 1,
    wakeAt: null,
    missed: 0,
    starts: 0,

    tries: 0,
    triesSince: null,
  },
};

const run: RunRow = {
  ...{ id: 7, job: 3, label: "build-19700101T000000Z", mode: "run", attempts: 1, pid: 42 },
  ...{ startedAt: 1.5, endedAt: 2000, outcome: { kind: "exited", code: 0 }, stdoutBytes: 1 },
  ...{ stderrBytes: 2, droppedBytes: 3, leftBehind: true, ender: "user", endedBy: "by ann" },
  ...{ stopMs: 5, reactionsTaken: 0, watch: null, inputRun: null },
};

Deno.test("viewJob() shows a job as --json promises, without what is chored's own", () => {
  deepEqual(viewJob(job, [run]), {
    ...{ id: 3, name: "build", state: "succeeded", command: ["make", "-s"], cwd: "/" },
    ...{ group: "default", pinned: true, createdAt: "1970-01-01T00:00:00.000Z" },
    ...{ createdBy: "ann", why: "exit code 0", exitCode: 0, priority: 0, slots: 1 },
    ...{ nextAt: null, after: [], readyAt: null, hook: null, tab: null },
    runs: [{
      ...{ run: 7, pid: 42, startedAt: "1970-01-01T00:00:00.001Z" },
      endedAt: "1970-01-01T00:00:02.000Z",
      outcome: { kind: "exited", code: 0, signal: null, reason: null },
      ...{ stdoutBytes: 1, stderrBytes: 2, droppedBytes: 3, leftBehind: true, endedBy: "by ann" },
    }],
  });
});

Deno.test("viewJob() shows what is not known yet as null", () => {
  const fresh = { ...run, pid: null, startedAt: null, endedAt: null, outcome: null, endedBy: null };
  const { exitCode, runs } = viewJob({ ...job, state: "starting" }, [fresh]);
  equal(exitCode, null);
  const [first] = runs;
  const { pid, startedAt, endedAt, outcome, endedBy } = first ?? {};
  deepEqual([pid, startedAt, endedAt, outcome, endedBy], [null, null, null, null, null]);
});

const OUTCOMES: readonly (readonly [Outcome | null, number, object | null])[] = [
  [{ kind: "exited", code: 3 }, 3, { kind: "exited", code: 3, signal: null, reason: null }],
  [
    { kind: "signaled", signal: "SIGTERM" },
    143,
    { kind: "signaled", code: null, signal: "SIGTERM", reason: null },
  ],
  [
    { kind: "refused", reason: "why" },
    103,
    { kind: "refused", code: null, signal: null, reason: "why" },
  ],
  [{ kind: "lost", reason: "why" }, 111, { kind: "lost", code: null, signal: null, reason: "why" }],
  [null, 103, null],
];
for (const [outcome, code, view] of OUTCOMES) {
  Deno.test(`viewJob() gives ${code} for one that ended as ${JSON.stringify(outcome)}`, () => {
    const { exitCode, runs } = viewJob({ ...job, state: "failed" }, [{ ...run, outcome }]);
    equal(exitCode, code);
    deepEqual(runs[0]?.outcome, view);
  });
}

Deno.test("viewJob() gives the exit code of the newest run, and 103 for one that never ran", () => {
  const older = { ...run, outcome: { kind: "exited", code: 9 } } as const;
  equal(viewJob(job, [older, run]).exitCode, 0);
  equal(viewJob({ ...job, state: "stopped" }, []).exitCode, 103);
});

Deno.test("viewJob() gives no exit code of success for a job that has failed", () => {
  for (const state of ["failed", "timedout"] as const) {
    equal(viewJob({ ...job, state }, [run]).exitCode, 1, state);
    const outcome = { kind: "exited", code: 3 } as const;
    equal(viewJob({ ...job, state }, [{ ...run, outcome }]).exitCode, 3, state);
  }
  // whoever stopped it knows that
  equal(viewJob({ ...job, state: "stopped" }, [run]).exitCode, 0);
});

Deno.test("viewJob() gives an exit code in a final state alone", () => {
  for (const state of STATES) {
    const { exitCode } = viewJob({ ...job, state }, [run]);
    const isFinal = ["succeeded", "failed", "stopped", "timedout", "skipped", "lost"];
    equal(exitCode === null, !isFinal.includes(state), state);
  }
});
