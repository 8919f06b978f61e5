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
import { FINAL, type FinalState, isFinal, STATES } from "../../job/state.ts";
import { LIMITS } from "../../limits.ts";

/** Which end is what was waited for, written down a second time. */
const MET: Record<FinalState, readonly AfterCondition[]> = {
  succeeded: ["success", "end"],
  failed: ["end", "failure"],
  stopped: ["end", "failure"],
  timedout: ["end", "failure"],
  lost: ["end", "failure"],
  // it never ran: nothing was waited for
  skipped: [],
};

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

Deno.test("readinessOf() waits for whatever has not ended, whichever its condition", () => {
  for (const state of STATES.filter((each) => !isFinal(each))) {
    for (const when of AFTER_CONDITIONS) {
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
      if (!isFinal(state)) return "waits";
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
