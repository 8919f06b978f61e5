import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import * as v from "valibot";
import { HOOK_FIELDS, HOOK_KINDS, hookOfEnd } from "../../job/hook_kinds.ts";
import { dueHooks, hasHooks, HOOKS_DEFAULTS, HooksShape } from "../../job/hooks.ts";
import { EVENTS } from "../../job/state.ts";
import { LIMITS } from "../../limits.ts";

Deno.test("HooksShape has a field for each kind, a time, and whether they are free", () => {
  const fields = HOOK_KINDS.map((kind) => HOOK_FIELDS[kind]);
  deepEqual(Object.keys(HooksShape.entries).sort(), [...fields, "free", "timeoutMs"].sort());
  deepEqual(v.parse(HooksShape, {}), HOOKS_DEFAULTS);
});

for (const kind of HOOK_KINDS) {
  const takes = (text: unknown) => v.is(HooksShape, { [HOOK_FIELDS[kind]]: text });

  Deno.test(`HooksShape takes a text for ${kind} up to its bound, and no other thing`, () => {
    const long = "x".repeat(LIMITS.hookChars);
    deepEqual(["a", long].map(takes), [true, true]);
    deepEqual(["", `${long}x`, "a\0b", 1, null, ["a"]].map(takes), Array(6).fill(false));
  });
}

Deno.test("HooksShape takes a time from none to the longest", () => {
  const takes = (timeoutMs: unknown) => v.is(HooksShape, { timeoutMs });
  deepEqual([0, 1, LIMITS.timeMaxMs].map(takes), [true, true, true]);
  deepEqual([-1, 1.5, LIMITS.timeMaxMs + 1, "5m"].map(takes), Array(4).fill(false));
});

Deno.test("dueHooks() gives those of the session first, each with its own time", () => {
  const from = {
    session: { pre: "a", onFail: "b", timeoutMs: 1, free: true },
    job: { pre: "c", post: "d", timeoutMs: 2 },
  };
  deepEqual(dueHooks(["pre", "post", "on-success"], from), [
    { kind: "pre", source: "session", text: "a", timeoutMs: 1, isFree: true },
    { kind: "pre", source: "job", text: "c", timeoutMs: 2, isFree: false },
    { kind: "post", source: "job", text: "d", timeoutMs: 2, isFree: false },
  ]);
  equal(hasHooks(from), true);
  equal(hasHooks({ session: HOOKS_DEFAULTS, job: HOOKS_DEFAULTS }), false);
});

Deno.test("hookOfEnd() has one for each way to end, and for nothing else", () => {
  const found = EVENTS.flatMap((event) => {
    const kind = hookOfEnd(event);
    return kind === undefined ? [] : [[event, kind]];
  });
  deepEqual(found, [
    ["succeed", "on-success"],
    ["fail", "on-fail"],
    ["halt", "on-stop"],
    ["expire", "on-fail"],
    ["lose", "on-fail"],
  ]);
});
