import { deepStrictEqual as deepEqual } from "node:assert/strict";
import { describeHooks } from "../../cli/describe_hooks.ts";
import { specOf } from "../support/specs.ts";

const none = { spec: specOf(), hook: null, hooks: [] };

Deno.test("describeHooks() says nothing of a job that has none and is none", () => {
  deepEqual(describeHooks(none), []);
});

Deno.test("describeHooks() tells what runs when, and what became of it", () => {
  const spec = specOf({ hooks: { pre: "a", onFail: "b", timeoutMs: 90_000 } });
  const hooks = [{ kind: "pre", id: 4, name: "x_pre", state: "succeeded" }] as const;
  deepEqual(describeHooks({ ...none, spec, hooks }), [
    ["pre", "a"],
    ["on_fail", "b"],
    ["hook_timeout", "1m 30s"],
    ["hook", "pre x_pre succeeded"],
  ]);
  const endless = specOf({ hooks: { post: "a", timeoutMs: 0 } });
  deepEqual(describeHooks({ ...none, spec: endless }), [["post", "a"], ["hook_timeout", "none"]]);
});

Deno.test("describeHooks() tells of which job and run a hook is", () => {
  const hook = { kind: "on-fail", of: { job: 3, run: 12 } } as const;
  deepEqual(describeHooks({ ...none, hook }), [["hook_of", "on-fail of job 3, run 12"]]);
});
