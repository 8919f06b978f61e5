import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import * as fc from "fast-check";
import * as v from "valibot";
import {
  hookName,
  hookRequest,
  hookSpec,
  hookVariables,
  passageOf,
  type Subject,
} from "../../job/hook_job.ts";
import { NOT_CONFINED } from "../../job/confinement.ts";
import { HOOK_KINDS } from "../../job/hook_kinds.ts";
import type { DueHook } from "../../job/hooks.ts";
import { freeName, isJobName } from "../../job/name.ts";
import { SpecShape } from "../../job/spec.ts";
import { isFinal, STATES } from "../../job/state.ts";
import { LIMITS } from "../../limits.ts";
import { REQUESTS } from "../../wire/messages.ts";
import { specOf } from "../support/specs.ts";

const hook: DueHook = {
  kind: "on-fail",
  source: "job",
  text: "mail me",
  timeoutMs: 7,
  isFree: false,
};

Deno.test("hookName() is a name, whatever the job is called, with room for the longest id", () => {
  equal(hookName("build", "on-fail"), "build_on_fail");
  const id = 999_999_999_999_999;
  for (const kind of HOOK_KINDS) {
    const name = hookName("x".repeat(LIMITS.nameChars), kind);
    const longest = freeName(name, id, { isTaken: (each) => each === name });
    ok(isJobName(longest), longest);
    equal(longest.length, LIMITS.nameChars);
  }
});

Deno.test("hookRequest() differs with run, source and kind, fits, and can be no client's", () => {
  const requests = [Number.MAX_SAFE_INTEGER, 1].flatMap((run) =>
    HOOK_KINDS.flatMap((kind) =>
      (["job", "session"] as const).map((source) => hookRequest(run, { ...hook, kind, source }))
    )
  );
  equal(new Set(requests).size, requests.length);
  ok(requests.every(({ length }) => length <= LIMITS.requestIdChars));
  const spec = specOf();
  for (const request of requests) equal(v.is(REQUESTS.run, { request, spec }), false);
  equal(v.is(REQUESTS.batch, { request: "hook/1", shared: spec, jobs: [{ argv: ["a"] }] }), false);
  equal(v.is(REQUESTS.run, { request: "hooked", spec }), true);
});

Deno.test("hookSpec() runs a text where the job runs, and has nothing of the job's own plan", () => {
  const spec = specOf({
    ...{ cwd: "/src", env: ["A=1"], umask: 0o22, graceMs: 5, timeoutMs: 9, priority: 3, slots: 4 },
    ...{ group: "heavy", success: [75], restart: { policy: "always" }, held: true, pinned: true },
    ...{ after: [{ job: "a", when: "end" }], when: { kind: "at", at: 1 }, orphan: "leave" },
    ...{ hooks: { pre: "no" } },
  });
  deepEqual(
    hookSpec(spec, hook),
    specOf({
      ...{ argv: ["/bin/sh", "-c", "mail me"], cwd: "/src", env: ["A=1"], umask: 0o22 },
      ...{ graceMs: 5, timeoutMs: 7, priority: 3, group: "hooks" },
    }),
  );
  ok(v.is(SpecShape, hookSpec(spec, hook)));
});

Deno.test("hookSpec() confines it as its job is, unless it is free", () => {
  const confine = { sandbox: "strict", unveil: [{ permissions: "r", path: "/a" }] } as const;
  const spec = specOf({ confine: { ...confine, unveil: [...confine.unveil] } });
  deepEqual(hookSpec(spec, hook).confine, spec.confine);
  deepEqual(hookSpec(spec, { ...hook, isFree: true }).confine, NOT_CONFINED);
});

const subject: Subject = {
  ...{ job: "build", jobId: 3, run: 12, session: "chored", state: "failed", reason: "why" },
  ...{ attempt: 2, stdout: "/o", stderr: "/e" },
};

Deno.test("hookVariables() tells of an exit code or a signal, and sets all in any case", () => {
  const read = (outcome?: Subject["outcome"]) =>
    Object.fromEntries(
      hookVariables("on-fail", { ...subject, outcome }).map((each) => each.split("=")),
    );
  deepEqual(read({ kind: "exited", code: 3 }), {
    ...{ CHORE_HOOK: "on-fail", CHORE_JOB: "build", CHORE_JOB_ID: "3", CHORE_RUN: "12" },
    ...{ CHORE_SESSION: "chored", CHORE_STATE: "failed", CHORE_EXIT: "3", CHORE_SIGNAL: "" },
    ...{ CHORE_REASON: "why", CHORE_ATTEMPT: "2", CHORE_STDOUT: "/o", CHORE_STDERR: "/e" },
  });
  const killed = read({ kind: "signaled", signal: "SIGKILL" });
  deepEqual([killed["CHORE_EXIT"], killed["CHORE_SIGNAL"]], ["", "SIGKILL"]);
  const none = read();
  deepEqual([none["CHORE_EXIT"], none["CHORE_SIGNAL"]], ["", ""]);
});

const named = (states: readonly typeof STATES[number][]) =>
  states.map((state, index) => ({ name: `h${index}`, state, why: "exit code 1" }));

Deno.test("passageOf() lets a command begin where there is nothing before it", () => {
  deepEqual(passageOf([]), { kind: "free" });
});

for (const state of STATES) {
  Deno.test(`passageOf() knows what a hook that is ${state} means`, () => {
    const kind = state === "succeeded" ? "free" : isFinal(state) ? "barred" : "pending";
    equal(passageOf(named([state])).kind, kind);
    equal(passageOf(named(["succeeded", state])).kind, kind);
  });
}

Deno.test("passageOf() names the first that failed, and the first that is open", () => {
  const barred = passageOf(named(["failed", "skipped"]));
  match(barred.kind === "barred" ? barred.reason : "", /^its --pre, job "h0", has failed: exit/);
  deepEqual(passageOf(named(["failed", "running"])), { kind: "pending", for: "h1" });
});

Deno.test("passageOf() is free only where all have succeeded, and never barred while one is open", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...STATES), { maxLength: 6 }), (states) => {
      const { kind } = passageOf(named(states));
      equal(kind === "free", states.every((state) => state === "succeeded"));
      equal(kind === "pending", states.some((state) => !isFinal(state)));
    }),
  );
});
