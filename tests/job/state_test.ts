import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import {
  ACTIVE,
  type Event,
  EVENTS,
  FINAL,
  isActive,
  isFinal,
  next,
  type State,
  STATES,
  WAITING,
} from "../../job/state.ts";

/** What may follow what, written down a second time: a slip in either shows. */
const EXPECTED: Record<State, Partial<Record<Event, State>>> = {
  scheduled: { due: "waiting", hold: "held", cancel: "stopped", skip: "skipped" },
  waiting: {
    ready: "queued",
    hold: "held",
    cancel: "stopped",
    skip: "skipped",
    repeat: "scheduled",
  },
  held: { release: "scheduled", cancel: "stopped", skip: "skipped" },
  queued: {
    start: "starting",
    hold: "held",
    cancel: "stopped",
    skip: "skipped",
    repeat: "scheduled",
    fail: "failed",
  },
  starting: {
    run: "running",
    requeue: "queued",
    stop: "stopping",
    retry: "backoff",
    repeat: "scheduled",
    succeed: "succeeded",
    fail: "failed",
    halt: "stopped",
    expire: "timedout",
    lose: "lost",
  },
  running: {
    pause: "paused",
    stop: "stopping",
    retry: "backoff",
    repeat: "scheduled",
    succeed: "succeeded",
    fail: "failed",
    halt: "stopped",
    expire: "timedout",
    lose: "lost",
  },
  paused: {
    resume: "running",
    stop: "stopping",
    retry: "backoff",
    repeat: "scheduled",
    succeed: "succeeded",
    fail: "failed",
    halt: "stopped",
    expire: "timedout",
    lose: "lost",
  },
  stopping: {
    requeue: "stopped",
    retry: "backoff",
    repeat: "scheduled",
    succeed: "succeeded",
    fail: "failed",
    halt: "stopped",
    expire: "timedout",
    lose: "lost",
  },
  backoff: { wake: "queued", hold: "held", cancel: "stopped" },
  succeeded: { again: "scheduled" },
  failed: { again: "scheduled" },
  stopped: { again: "scheduled" },
  timedout: { again: "scheduled" },
  skipped: { again: "scheduled" },
  lost: { again: "scheduled" },
};

/** `stopped` by a start that was stopped, and so on: the sentence of a cell in the table. */
function nameOf(state: State, event: Event): string {
  const after = EXPECTED[state][event];
  return after === undefined
    ? `next() knows no ${event} for a ${state} job`
    : `next() sends a ${state} job to ${after} upon ${event}`;
}

for (const state of STATES) {
  for (const event of EVENTS) {
    Deno.test(nameOf(state, event), () => equal(next(state, event), EXPECTED[state][event]));
  }
}

Deno.test("next() leaves a final state by again alone, and never within one step for another", () => {
  for (const state of FINAL) {
    deepEqual(EVENTS.filter((event) => next(state, event) !== undefined), ["again"]);
    equal(next(state, "again"), "scheduled");
  }
});

Deno.test("next() gives a known state or nothing, whatever happens, and a final state is sticky", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...STATES),
      fc.array(fc.constantFrom(...EVENTS)),
      (from, events) => {
        let state: State = from;
        for (const event of events) {
          const after = next(state, event);
          if (isFinal(state)) equal(after !== undefined, event === "again");
          state = after ?? state;
          ok(STATES.includes(state));
        }
      },
    ),
  );
});

Deno.test("next() reaches every state from a new job, and an end from every state", () => {
  deepEqual([...reachable("queued")].sort(), [...STATES].sort());
  for (const state of STATES) ok(FINAL.some((end) => end === state || reachable(state).has(end)));
});

function reachable(from: State): Set<State> {
  const seen = new Set<State>([from]);
  for (const state of seen) {
    for (const event of EVENTS) {
      const after = next(state, event);
      if (after !== undefined) seen.add(after);
    }
  }
  return seen;
}

Deno.test("STATES holds each state once: those that wait, are active, or final", () => {
  deepEqual(STATES, [...WAITING, ...ACTIVE, ...FINAL]);
  equal(new Set(STATES).size, STATES.length);
  equal(new Set(EVENTS).size, EVENTS.length);
});

Deno.test("isFinal() is true of the six ends alone", () => {
  deepEqual(STATES.filter(isFinal), [
    "succeeded",
    "failed",
    "stopped",
    "timedout",
    "skipped",
    "lost",
  ]);
});

Deno.test("isActive() is true of the states that have a worker, and so not of backoff", () => {
  deepEqual(STATES.filter(isActive), ["starting", "running", "paused", "stopping"]);
});
