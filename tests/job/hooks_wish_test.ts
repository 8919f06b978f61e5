import { deepStrictEqual as deepEqual, strictEqual as equal, throws } from "node:assert/strict";
import { HOOK_FIELDS } from "../../job/hook_kinds.ts";
import { hooksWish, parseHook } from "../../job/hooks_wish.ts";
import { LIMITS } from "../../limits.ts";

Deno.test("hooksWish() makes of each option its field, and of none nothing", () => {
  deepEqual(hooksWish({}), {});
  for (const field of Object.values(HOOK_FIELDS)) {
    deepEqual(hooksWish({ [field]: "a" }), { hooks: { [field]: "a" } });
  }
  deepEqual(hooksWish({ pre: "a", post: "b", hookTimeout: 0 }), {
    hooks: { pre: "a", post: "b", timeoutMs: 0 },
  });
});

Deno.test("hooksWish() has a problem with a time that nothing takes", () => {
  const problem =
    "Cannot use --hook-timeout without a hook: --pre, --post, --on-fail, -R run:COMMAND …";
  deepEqual(hooksWish({ hookTimeout: 5 }), { problem });
  deepEqual(hooksWish({ hookTimeout: 5, action: [{ do: "kill" }] }), { problem });
  const free = problem.replace("--hook-timeout", "--hooks-free");
  deepEqual(hooksWish({ hooksFree: true, action: [{ do: "kill" }] }), { problem: free });
});

Deno.test("hooksWish() takes a time for the command of a rule", () => {
  const action = [{ do: "kill" }, { do: "run" }];
  deepEqual(hooksWish({ hookTimeout: 5, action }), { hooks: { timeoutMs: 5 } });
  deepEqual(hooksWish({ action }), {});
  deepEqual(hooksWish({ action, hooksFree: true }), { hooks: { free: true } });
  deepEqual(hooksWish({ pre: "a", hooksFree: true }), { hooks: { pre: "a", free: true } });
});

Deno.test("parseHook() takes a text up to its bound, and none that is blank", () => {
  const long = "x".repeat(LIMITS.hookChars);
  equal(parseHook(long), long);
  throws(() => parseHook(`${long}x`), { message: "it is longer than 4096 characters" });
  for (const text of ["", " \n\t"]) throws(() => parseHook(text), { message: /it is empty/ });
});
