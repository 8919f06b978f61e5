import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import * as v from "valibot";
import {
  describeOutcome,
  type Ender,
  eventOfOutcome,
  type Outcome,
  OutcomeShape,
} from "../../job/outcome.ts";
import type { Event } from "../../job/state.ts";
import { LIMITS } from "../../limits.ts";

const exited = (code: number): Outcome => ({ kind: "exited", code });
const signaled: Outcome = { kind: "signaled", signal: "SIGKILL" };
const refused: Outcome = { kind: "refused", reason: "no such command" };
const lost: Outcome = { kind: "lost", reason: "its worker died" };

/** An outcome, who ended it, and the event that both are. */
const EVENTS: readonly (readonly [Outcome, Ender | undefined, Event])[] = [
  [exited(0), undefined, "succeed"],
  [exited(0), "user", "halt"],
  [exited(0), "timeout", "expire"],
  [exited(0), "log", "fail"],
  [signaled, "log", "fail"],
  [lost, "log", "lose"],
  [exited(1), undefined, "fail"],
  [exited(1), "user", "halt"],
  [exited(1), "timeout", "expire"],
  [signaled, undefined, "fail"],
  [signaled, "user", "halt"],
  [signaled, "timeout", "expire"],
  [refused, undefined, "fail"],
  [refused, "user", "halt"],
  [refused, "timeout", "expire"],
  [lost, undefined, "lose"],
  [lost, "user", "lose"],
  [lost, "timeout", "lose"],
];
for (const [outcome, endedBy, event] of EVENTS) {
  const by = endedBy === undefined ? "by itself" : `by the ${endedBy}`;
  Deno.test(`eventOfOutcome() makes ${event} of one that was ${describeOutcome(outcome)}, ${by}`, () =>
    equal(eventOfOutcome(outcome, { endedBy, success: [0] }), event));
}

Deno.test("eventOfOutcome() counts the exit codes as success that it is given", () => {
  equal(eventOfOutcome(exited(3), { success: [0, 3] }), "succeed");
  equal(eventOfOutcome(exited(0), { success: [3] }), "fail");
  equal(eventOfOutcome(signaled, { success: [0, 137] }), "fail");
});

Deno.test("describeOutcome() is one short sentence for each kind", () => {
  deepEqual([exited(3), signaled, refused, lost].map(describeOutcome), [
    "exit code 3",
    "ended by SIGKILL",
    "could not start: no such command",
    "its worker died",
  ]);
});

const reason = (chars: number) => "x".repeat(chars);

const GOOD: readonly Outcome[] = [
  exited(0),
  exited(255),
  { kind: "signaled", signal: "SIGTERM" },
  { kind: "signaled", signal: "SIG34" },
  { kind: "signaled", signal: "SIGRTMIN+3" },
  { kind: "refused", reason: "" },
  { kind: "refused", reason: reason(LIMITS.reasonChars) },
  { kind: "lost", reason: reason(LIMITS.reasonChars) },
];
for (const outcome of GOOD) {
  Deno.test(`OutcomeShape takes ${JSON.stringify(outcome).slice(0, 60)}`, () =>
    deepEqual(v.parse(OutcomeShape, outcome), outcome));
}

const BAD: readonly unknown[] = [
  ...[undefined, null, {}, [], "exited", { kind: "ended" }, { kind: "exited" }],
  ...[-1, 256, 0.5, NaN, "0", null].map((code) => ({ kind: "exited", code })),
  ...["TERM", "SIG", "SIGterm", "SIGTERM\n", "SIGABCDEFGHIJKLM", 15, undefined]
    .map((signal) => ({ kind: "signaled", signal })),
  ...["refused", "lost"].flatMap((kind) =>
    [reason(LIMITS.reasonChars + 1), 7, undefined].map((text) => ({ kind, reason: text }))
  ),
];
for (const outcome of BAD) {
  Deno.test(`OutcomeShape refuses ${String(JSON.stringify(outcome)).slice(0, 60)}`, () =>
    equal(v.safeParse(OutcomeShape, outcome).success, false));
}
