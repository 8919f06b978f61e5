import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import * as v from "valibot";
import {
  AFTER_CONDITIONS,
  type AfterCondition,
  AfterShape,
  isMetBy,
  readinessOf,
} from "../../job/after.ts";
import { FINAL, type FinalState, isFinal, type State, STATES } from "../../job/state.ts";
import { LIMITS } from "../../limits.ts";

/** Which end is what was waited for, written down a second time. */
const MET: Record<FinalState, readonly AfterCondition[]> = {
  succeeded: ["success", "end", "start"],
  failed: ["end", "failure", "start"],
  stopped: ["end", "failure", "start"],
  timedout: ["end", "failure", "start"],
  lost: ["end", "failure", "start"],
  // it never ran: nothing was waited for
  skipped: [],
};

/** The command of a job in such a state runs, which is all that `start` wants. */
const RUNS: readonly State[] = ["running", "paused", "stopping"];

for (const state of FINAL) {
  for (const when of AFTER_CONDITIONS) {
    const isMet = MET[state].includes(when);
    const says = isMet ? "meets" : "never meets";
    Deno.test(`isMetBy() says that a ${state} job ${says} ${when}`, () => {
      equal(isMetBy(when, state), isMet);
      equal(readinessOf([{ name: "a", when, state }]).kind, isMet ? "ready" : "never");
    });
  }
}

Deno.test("readinessOf() waits for whatever has not ended, but for the start of what runs", () => {
  for (const state of STATES.filter((each) => !isFinal(each))) {
    for (const when of AFTER_CONDITIONS) {
      if (when === "start" && RUNS.includes(state)) continue;
      deepEqual(readinessOf([{ name: "a", when, state }]), { kind: "waits", why: "waits for a" });
    }
  }
});

Deno.test("readinessOf() waits for nobody where nothing is needed", () => {
  deepEqual(readinessOf([]), { kind: "ready" });
});

Deno.test("readinessOf() is never where one cannot come true, ready where all have, else waits", () => {
  const Needed = fc.record({
    name: fc.constantFrom("a", "b", "c"),
    when: fc.constantFrom(...AFTER_CONDITIONS),
    state: fc.constantFrom(undefined, ...STATES),
  });
  fc.assert(fc.property(fc.array(Needed, { maxLength: 6 }), (needed) => {
    const kinds = needed.map(({ when, state }) => {
      if (state === undefined) return "never";
      if (!isFinal(state)) return when === "start" && RUNS.includes(state) ? "ready" : "waits";
      return MET[state].includes(when) ? "ready" : "never";
    });
    const expected = kinds.includes("never")
      ? "never"
      : kinds.includes("waits")
      ? "waits"
      : "ready";
    equal(readinessOf(needed).kind, expected);
  }));
});

Deno.test("readinessOf() says why, with five names and how many more", () => {
  const needed = Array.from(
    { length: 1000 },
    (_, n) => ({ name: `j${n}`, when: "success", state: "running" }) as const,
  );
  deepEqual(readinessOf(needed), {
    kind: "waits",
    why: "waits for j0, j1, j2, j3, j4 and 995 more",
  });
  const why = (state: FinalState | undefined) => {
    const readiness = readinessOf([{ name: "a", when: "success", state }]);
    return "why" in readiness ? readiness.why : "";
  };
  deepEqual(([undefined, "failed", "stopped", "timedout", "lost", "skipped"] as const).map(why), [
    'job "a", which it waits for, was removed',
    'job "a", which it waits for, has failed',
    'job "a", which it waits for, was stopped',
    'job "a", which it waits for, has timed out',
    'job "a", which it waits for, was lost',
    'job "a", which it waits for, was skipped',
  ]);
});

Deno.test("AfterShape takes as many as a job may wait for, and not one more", () => {
  const many = (length: number) => Array.from({ length }, () => ({ job: "a", when: "end" }));
  ok(v.is(AfterShape, many(LIMITS.dependencies)));
  ok(!v.is(AfterShape, many(LIMITS.dependencies + 1)));
  ok(!v.is(AfterShape, [{ job: "", when: "end" }]));
  ok(!v.is(AfterShape, [{ job: "a", when: "sometimes" }]));
});

Deno.test("readinessOf() is ready for the start of a job that runs", () => {
  for (const state of RUNS) {
    deepEqual(readinessOf([{ name: "a", when: "start", state }]), { kind: "ready" });
  }
});

Deno.test("readinessOf() is ready where a job has said so, whatever has become of it since", () => {
  for (const state of STATES) {
    const needed = { name: "a", when: "ready", state } as const;
    equal(readinessOf([{ ...needed, isReady: true }]).kind, "ready");
    equal(readinessOf([{ ...needed, isReady: false }]).kind, isFinal(state) ? "never" : "waits");
  }
  const gone = { name: "a", when: "ready", state: undefined, isReady: true } as const;
  equal(readinessOf([gone]).kind, "never");
});

Deno.test("readinessOf() says of a job that has ended that it never was ready", () => {
  deepEqual(readinessOf([{ name: "a", when: "ready", state: "succeeded" }]), {
    kind: "never",
    why: 'job "a", which it waits for, has succeeded, and never was ready',
  });
});

Deno.test("isMetBy() says that a job that had been ready meets that, however it ended", () => {
  for (const state of FINAL) ok(isMetBy("ready", state, { isReady: true }));
});
