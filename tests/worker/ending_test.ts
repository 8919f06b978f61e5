import assert from "node:assert/strict";
import type { Outcome } from "../../job/outcome.ts";
import { LIMITS } from "../../limits.ts";
import { judge, readStatusError } from "../../worker/ending.ts";

const exited: Outcome = { kind: "exited", code: 127 };
const signaled: Outcome = { kind: "signaled", signal: "SIGTERM" };
const lost: Outcome = { kind: "lost", reason: "its end could not be read" };

Deno.test("readStatusError() knows real-time signals", () => {
  const error = new TypeError("Invalid signal: 34");
  assert.deepEqual(readStatusError(error), { kind: "signaled", signal: "SIG34" });
});

Deno.test("readStatusError() calls lost what it cannot read", () => {
  const outcome = readStatusError("x".repeat(2 * LIMITS.reasonChars));
  assert.equal(outcome.kind, "lost");
  assert.ok("reason" in outcome && outcome.reason.length === LIMITS.reasonChars);
});

Deno.test("judge() leaves the end of a command that ran, whatever else there is", () => {
  for (const end of [exited, signaled, lost]) {
    for (const refused of [undefined, "why"]) {
      for (const isStopped of [true, false]) {
        assert.deepEqual(judge(end, { went: true, refused }, { isStopped }), end);
      }
    }
  }
});

Deno.test("judge() leaves the end where the marks were deleted", () => {
  assert.deepEqual(
    judge(exited, { went: undefined, refused: undefined }, { isStopped: false }),
    exited,
  );
});

Deno.test("judge() refuses what never ran, with the reason of the gate", () => {
  const marks = { went: false, refused: `"make" is not in PATH` };
  assert.deepEqual(judge(exited, marks, { isStopped: false }), {
    kind: "refused",
    reason: `"make" is not in PATH`,
  });
});

Deno.test("judge() refuses what never ran, with how its gate ended", () => {
  const marks = { went: false, refused: undefined };
  const reasonOf = (end: Outcome) => judge(end, marks, { isStopped: false });
  const reason = "its gate ended before the command began";
  assert.deepEqual(reasonOf(exited), { kind: "refused", reason: `${reason}: exit code 127` });
  assert.deepEqual(reasonOf(signaled), { kind: "refused", reason: `${reason}: SIGTERM` });
});

Deno.test("judge() says that the job was stopped before it started", () => {
  const marks = { went: false, refused: undefined };
  assert.deepEqual(judge({ kind: "exited", code: 125 }, marks, { isStopped: true }), {
    kind: "refused",
    reason: "stopped before it started",
  });
});

Deno.test("judge() cuts a long reason", () => {
  const marks = { went: false, refused: "x".repeat(2 * LIMITS.reasonChars) };
  const outcome = judge(exited, marks, { isStopped: false });
  assert.ok("reason" in outcome && outcome.reason.length === LIMITS.reasonChars);
});
