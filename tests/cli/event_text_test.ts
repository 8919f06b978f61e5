import { strictEqual as equal } from "node:assert/strict";
import { eventText } from "../../cli/event_text.ts";
import { flatText } from "../../cli/flat_text.ts";
import type { JobEvent } from "../../wire/replies.ts";

const event: JobEvent = {
  ...{ seq: 1, kind: "state", at: "2026-11-24T17:00:00.000Z", id: 1, name: "build" },
  ...{ group: "default", was: "running", state: "failed", run: 1, why: "exit code 3" },
};
const at = "2026-11-24T17:00:00.000Z  build";

for (
  const [change, line] of [
    [{}, "running -> failed  exit code 3"],
    [{ was: null, state: "queued", why: "waits" }, "new -> queued  waits"],
    [{ kind: "ready", was: null, why: "said by ann" }, "is ready  said by ann"],
    [{ kind: "alert", was: null, why: "x" }, "alert  x"],
    [{ kind: "reaction", was: null, why: "x" }, "reaction  x"],
    [{ why: "a\x1b[2J\nb" }, "running -> failed  a\\x1b[2J\\x0ab"],
  ] as const
) {
  Deno.test(`eventText() says ${JSON.stringify(line)}`, () => {
    equal(eventText({ ...event, ...change }), `${at}  ${line}`);
  });
}

Deno.test("flatText() has a line for each value, whatever holds it, and no control character", () => {
  const value = { a: 1, b: { c: "x\x1by", d: [], e: null }, f: [{ g: true }, 2] };
  const lines = ["a: 1", "b.c: x\\x1by", "b.d: -", "b.e: -", "f.0.g: true", "f.1: 2", ""];
  equal(flatText(value), lines.join("\n"));
});
