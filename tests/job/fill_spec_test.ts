import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import * as v from "valibot";
import { RESTART_DEFAULTS } from "../../job/again.ts";
import { fillSpec, type SpecDefaults } from "../../job/fill_spec.ts";
import { LOG_DEFAULTS } from "../../job/log_policy.ts";
import {
  SPEC_DEFAULTS,
  type SpecInput,
  SpecShape,
  type SpecWish,
  SpecWishShape,
} from "../../job/spec.ts";

const least: SpecInput = { argv: ["make"], cwd: "/", env: ["A=1"], umask: 0o022 };

const wishOf = (change: Partial<SpecInput> = {}): SpecWish =>
  v.parse(SpecWishShape, { ...least, ...change });

Deno.test("SpecWishShape fills in nothing, also within a restart", () => {
  deepEqual(wishOf(), least);
  deepEqual(wishOf({ restart: { policy: "always" } }).restart, { policy: "always" });
});

Deno.test("SpecWishShape takes each field of a spec", () => {
  const { ownUmask: _, ...fields } = SpecWishShape.entries;
  deepEqual(Object.keys(fields).sort(), Object.keys(SpecShape.entries).sort());
});

Deno.test("fillSpec() makes a spec whole as SpecShape does", () => {
  deepEqual(fillSpec(wishOf()), { ...SPEC_DEFAULTS, ...least });
  deepEqual(fillSpec(wishOf()), v.parse(SpecShape, least));
  const some: SpecInput = { ...least, restart: { policy: "always", attempts: 2 }, success: [3] };
  deepEqual(fillSpec(v.parse(SpecWishShape, some)), v.parse(SpecShape, some));
  const whole = v.parse(SpecShape, least);
  deepEqual(fillSpec(whole), whole);
});

Deno.test("fillSpec() fills each limit and each part of confinement by itself", () => {
  const confine = { sandbox: "strict", unveil: [], noNet: false, privateTmp: false } as const;
  const defaults: SpecDefaults = {
    limits: { files: 99, procs: 7 },
    confine: { ...confine, unveil: [] },
  };
  const filled = fillSpec(wishOf({ limits: { files: 64 } }), defaults);
  deepEqual([filled.limits, filled.confine], [{ files: 64, procs: 7 }, confine]);
  const own = fillSpec(wishOf({ confine: { noNet: true } }), defaults).confine;
  deepEqual(own, { ...confine, noNet: true });
  const open = fillSpec(wishOf({ confine: { sandbox: "none" } }), defaults).confine;
  equal(open.sandbox, "none");
});

Deno.test("fillSpec() asks the session first, where the job says nothing", () => {
  const defaults: SpecDefaults = {
    ...{ graceMs: 5, orphan: "leave", output: "fifo", group: "builds", priority: 7 },
    ...{ success: [0, 75], timeoutMs: 8, startDeadlineMs: 9 },
    restart: { policy: "on-failure", attempts: 3 },
  };
  const filled = fillSpec(wishOf(), defaults);
  deepEqual(filled, {
    ...{ ...SPEC_DEFAULTS, ...defaults, ...least },
    restart: { ...RESTART_DEFAULTS, policy: "on-failure", attempts: 3 },
  });
  const own: Partial<SpecInput> = {
    ...{ graceMs: 0, orphan: "kill", output: "pipe", group: "default", priority: 0 },
    ...{ success: [0], timeoutMs: 0, startDeadlineMs: 0 },
    restart: { policy: "always", delayMs: 1 },
  };
  deepEqual(fillSpec(wishOf(own), defaults), {
    ...{ ...SPEC_DEFAULTS, ...least, ...own },
    restart: { ...RESTART_DEFAULTS, policy: "always", attempts: 3, delayMs: 1 },
  });
});

Deno.test("fillSpec() takes a field that is undefined for one that is not there", () => {
  const wish = {
    ...wishOf({ restart: {} }),
    ...{ graceMs: undefined, restart: { policy: undefined, attempts: 4 } },
  };
  const { graceMs, restart } = fillSpec(wish, { graceMs: 6, restart: { policy: "always" } });
  deepEqual([graceMs, restart.policy, restart.attempts], [6, "always", 4]);
});

Deno.test("fillSpec() chooses an output that outlives the worker where a job is to be adopted", () => {
  const rows: [Partial<SpecInput>, SpecDefaults, string][] = [
    [{}, {}, "pipe"],
    [{ orphan: "adopt" }, {}, "direct"],
    [{ orphan: "adopt" }, { output: "pipe" }, "direct"],
    [{ orphan: "adopt" }, { output: "fifo" }, "fifo"],
    [{ orphan: "adopt", output: "fifo" }, {}, "fifo"],
    [{}, { orphan: "adopt" }, "direct"],
    [{ orphan: "kill" }, { orphan: "adopt" }, "pipe"],
    // that is refused, and for good reason
    [{ output: "pipe" }, { orphan: "adopt" }, "pipe"],
  ];
  for (const [own, defaults, output] of rows) {
    equal(fillSpec(wishOf(own), defaults).output, output, JSON.stringify([own, defaults]));
  }
});

Deno.test("fillSpec() fills each part of the log by itself", () => {
  const defaults: SpecDefaults = { log: { bytes: 65_536, full: "block" } };
  const { files } = LOG_DEFAULTS;
  deepEqual(fillSpec(wishOf({ log: { files: 2 } })).log, { ...LOG_DEFAULTS, files: 2 });
  deepEqual(fillSpec(wishOf(), defaults).log, { bytes: 65_536, files, full: "block" });
  const own = wishOf({ log: { bytes: 70_000, full: "stop" } });
  deepEqual(fillSpec(own, defaults).log, { bytes: 70_000, files, full: "stop" });
});

Deno.test("fillSpec() lets the session hold no job that writes by itself, but the job may say so, and be refused", () => {
  const defaults: SpecDefaults = { log: { full: "block" } };
  equal(fillSpec(wishOf({ output: "direct" }), defaults).log.full, "rotate");
  equal(fillSpec(wishOf({ orphan: "adopt" }), defaults).log.full, "rotate");
  equal(fillSpec(wishOf({ orphan: "adopt", output: "fifo" }), defaults).log.full, "block");
  equal(fillSpec(wishOf({ output: "direct", log: { full: "stop" } })).log.full, "stop");
});
