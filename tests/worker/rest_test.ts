import assert from "node:assert/strict";
import * as v from "valibot";
import { OutcomeShape } from "../../job/outcome.ts";
import { describeRest, isRunning, type Rest } from "../../worker/rest.ts";

const CASES: readonly [Rest, string, boolean][] = [
  [{ kind: "restarted" }, "the machine was restarted", false],
  [{ kind: "unknown" }, "which processes were the job's is not on record", false],
  [{ kind: "gone" }, "already gone", false],
  [{ kind: "left" }, "left running", true],
  [{ kind: "ended", by: "TERM", escaped: false }, "ended by TERM", false],
  [{ kind: "ended", by: "KILL", escaped: true }, "ended by KILL; processes that left", true],
  [{ kind: "escaped" }, "processes that left its group still run", true],
  [{ kind: "stuck" }, "did not end by KILL", true],
];

for (const [rest, words, runs] of CASES) {
  Deno.test(`describeRest() and isRunning() tell of ${JSON.stringify(rest)}`, () => {
    const reason = describeRest(rest);
    assert.ok(reason.includes(words), reason);
    assert.ok(v.is(OutcomeShape, { kind: "lost", reason }));
    assert.equal(isRunning(rest), runs);
  });
}

Deno.test("describeRest() tells what the worker said last, in place of a guess what ended it", () => {
  const said = "error: no such module";
  for (const [rest] of CASES) {
    const reason = describeRest(rest, { said });
    assert.equal(reason.includes("was killed"), false);
    assert.equal(reason.includes(`had said: ${said};`), rest.kind !== "restarted", reason);
  }
});
