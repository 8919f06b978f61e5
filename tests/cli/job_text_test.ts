import { strictEqual as equal } from "node:assert/strict";
import { durationBetween, exitOf, pidOf, timeOf } from "../../cli/job_text.ts";
import { STATES } from "../../job/state.ts";
import { jobView, runView } from "./job_view.ts";

const now = 100_000;
const iso = (ms: number) => new Date(ms).toISOString();

Deno.test("timeOf() tells when a job is due that waits for a time", () => {
  for (const state of ["scheduled", "backoff"] as const) {
    equal(timeOf(jobView({ state, nextAt: iso(now + 300_000) }), now), "in 5m");
    equal(timeOf(jobView({ state, nextAt: iso(now - 1) }), now), "due");
    equal(timeOf(jobView({ state, nextAt: null }), now), "");
  }
});

Deno.test("timeOf() tells for how long a job has waited that never ran", () => {
  for (const state of ["waiting", "held", "queued"] as const) {
    equal(timeOf(jobView({ state }), now), "for 1m 40s");
    equal(timeOf(jobView({ state, runs: [runView()] }), now), "");
  }
});

Deno.test("timeOf() tells the duration of the run in every other state", () => {
  const waits = ["scheduled", "backoff", "waiting", "held", "queued"];
  for (const state of STATES.filter((each) => !waits.includes(each))) {
    equal(timeOf(jobView({ state, runs: [runView()] }), now), "1m 40s", state);
    equal(timeOf(jobView({ state }), now), "", state);
  }
});

Deno.test("pidOf() knows no process of a run that has ended", () => {
  const outcome = { kind: "exited", code: 3, signal: null, reason: null } as const;
  equal(pidOf(undefined), undefined);
  equal(pidOf(runView()), 7);
  equal(pidOf(runView({ pid: null })), undefined);
  equal(pidOf(runView({ outcome })), undefined);
  equal(exitOf(runView({ outcome })), "3");
  equal(exitOf(runView()), "");
});

Deno.test("durationBetween() is empty for a run that never started", () => {
  equal(durationBetween(null, iso(5)), "");
  equal(durationBetween(iso(0), iso(2000)), "2.0s");
});
