import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import type { Outcome } from "../../job/outcome.ts";
import { SPEC_DEFAULTS } from "../../job/spec.ts";
import { sessionPaths } from "../../system/paths.ts";
import { complainOfRepeats } from "./audit_cron.ts";
import { complainOfSlots, complainOfTurns } from "./audit_groups.ts";
import { complainOfHooks } from "./audit_hooks.ts";
import { complainOfBegin, complainOfSeries } from "./audit_order.ts";
import { Claims } from "./claims.ts";
import { Counts } from "./counts.ts";
import type { Evidence, KeptJob, KeptRun, Record } from "./record.ts";

/** A whole minute. */
const T = Date.UTC(2026, 10, 2, 12);
const exited = (code: number): Outcome => ({ kind: "exited", code });

const evidence: Evidence = {
  paths: sessionPaths("/none", "chored"),
  ledger: "/none/ledger",
  accepted: new Set(),
  claims: new Claims(),
  bereaved: new Set(),
  settings: [{ name: "narrow", slots: 1, from: 0, to: Infinity }],
  served: [{ from: T - 60_000, to: T + 60_000 }],
  standstills: [],
  counts: new Counts(),
};

/** A run that begins `from` after T and ends `to` after it. */
function run(id: number, from: number, given: Partial<KeptRun> & { to?: number } = {}): KeptRun {
  const { to = from + 100, ...more } = given;
  const second = T + Math.floor(from / 1000) * 1000;
  const notes = [{ id: "a", run: id, began: T + from, ended: T + to }];
  const end = { endedAt: T + to, outcome: exited(0), ender: null, state: "succeeded" } as const;
  return { id, job: 1, second, ...end, notes, ...more };
}

const failed = (id: number, from: number) => run(id, from, { outcome: exited(3), state: "failed" });

type Given = Partial<Omit<KeptJob, "spec">> & { spec?: Partial<KeptJob["spec"]> };

function job(name: string, { spec, ...given }: Given): KeptJob {
  return {
    ...{ id: 1, name, request: name, state: "succeeded", why: "", pinned: false },
    ...{ createdAt: T, endedAt: T + 9000, mark: name, lines: 1, code: 0, fails: 0, runs: [] },
    spec: { ...SPEC_DEFAULTS, argv: ["a"], ...spec } as KeptJob["spec"],
    ...given,
  };
}

function recordOf(...jobs: KeptJob[]): Record {
  return { check: "ok", jobs, hooks: [], notes: [], hookNotes: [] };
}

/** The one complaint. */
function only(complaints: readonly string[], pattern: RegExp): void {
  equal(complaints.length, 1, complaints.join("\n"));
  match(complaints[0] ?? "", pattern);
}

const whole = (...jobs: KeptJob[]) => ({ record: recordOf(...jobs), evidence });

Deno.test("complainOfSeries() counts attempts and measures pauses", () => {
  const restart: KeptJob["spec"]["restart"] = {
    ...SPEC_DEFAULTS.restart,
    ...{ policy: "on-failure", attempts: 2, delayMs: 1000, backoff: "constant" } as const,
  };
  const look = (...runs: KeptRun[]) => {
    const kept = job("a", { spec: { restart }, state: "failed", runs });
    return complainOfSeries(kept, whole(kept));
  };
  deepEqual(look(failed(1, 0), failed(2, 1100)), []);
  only(look(failed(1, 0), failed(2, 1100), failed(3, 2300)), /3 runs in 2 attempts/);
  only(look(failed(1, 0)), /given up after 1 of 2/);
  only(look(failed(1, 0), failed(2, 500)), /began after 400 ms of 900/);
  only(look(run(1, 0), failed(2, 1100)), /again after run 1, succeeded/);
});

Deno.test("complainOfBegin() knows the time of a job, what it waits for, and who holds it", () => {
  const look = (spec: Given["spec"], ...others: KeptJob[]) => {
    const kept = job("a", { spec: spec ?? {}, runs: [run(1, 1000)] });
    return complainOfBegin(kept, whole(kept, ...others));
  };
  deepEqual(look({ when: { kind: "at", at: T + 1000 } }), []);
  only(look({ when: { kind: "at", at: T + 1001 } }), /1 ms before its time/);
  only(look({ held: true }), /nobody released it/);
  const after = [{ job: "b", when: "success" as const }];
  deepEqual(look({ after }, job("b", { endedAt: T + 1000 })), []);
  only(look({ after }, job("b", { endedAt: T + 1001 })), /before b had ended/);
  only(look({ after }, job("b", { endedAt: T, state: "failed" })), /though b is failed/);
  const skipped = job("a", { state: "skipped", spec: { after } });
  only(complainOfBegin(skipped, whole(skipped, job("b", {}))), /no true reason/);
});

Deno.test("complainOfSlots() and complainOfTurns() watch over a group", () => {
  const spec = { group: "narrow" };
  const first = job("a", { spec, runs: [run(1, 3000)] });
  const look = (second: Given) => {
    const record = recordOf(first, job("b", { id: 2, ...second }));
    return [...complainOfSlots(record, evidence), ...complainOfTurns(record)];
  };
  deepEqual(look({ spec, runs: [run(2, 3100)] }), []);
  only(look({ spec, runs: [run(2, 3050)] }), /2 slots of 1/);
  only(look({ spec: { ...spec, priority: 1 }, runs: [run(2, 4000)] }), /a overtook b/);
});

Deno.test("complainOfRepeats() finds a time that was run twice, left out, or lost", () => {
  const when = { kind: "cron", expression: "*/4 * * * * *", zone: "UTC" } as const;
  const look = (policy: { overlap: "skip" | "queue"; catchUp: "once" | "all" }, at: number[]) => {
    const runs = at.map((from, index) => run(index + 1, from));
    const kept = job("a", { spec: { when: { ...when, ...policy } }, runs, endedAt: T + 15_000 });
    return complainOfRepeats(kept, whole(kept));
  };
  const once = { overlap: "skip", catchUp: "once" } as const;
  deepEqual(look(once, [4000, 8000, 12_000]), []);
  only(look(once, [4000, 8000]), /no run for .*12:00:12/);
  match(look(once, [4000, 8000, 9000, 12_000]).join(), /run 3 began for the time of run 2/);
  match(look({ overlap: "queue", catchUp: "all" }, [8000, 12_000]).join(), /1 runs for 2 times/);
});

Deno.test("complainOfHooks() wants each hook once, and the first before the command", () => {
  const spec = { hooks: { ...SPEC_DEFAULTS.hooks, post: "x" } };
  const kept = job("a", { spec, runs: [run(1, 1000)] });
  const look = (kinds: readonly string[], preAt = 500) => {
    const hooks = kinds.map((kind) => ({ kind, run: 1, job: job(kind, { request: kind }) }));
    const hookNotes = kinds.map((kind) => ({ kind, run: 1, at: T + preAt }));
    return complainOfHooks({ ...recordOf(kept), hooks, hookNotes }, evidence);
  };
  const all = ["pre", "on-start", "post", "on-success"];
  deepEqual(look(all), []);
  only(look(all.slice(0, 3)), /has no on-success/);
  only(look([...all, "on-fail"]), /has a on-fail/);
  only(look(all, 1500), /ran before its pre/);
  match(look([...all, "post"]).join(), /ran 2 times/);
});
