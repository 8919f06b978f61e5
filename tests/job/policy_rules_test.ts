import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import { NOT_CONFINED } from "../../job/confinement.ts";
import { confineUnder } from "../../job/policy_confine.ts";
import { NO_CONFINE, type Policy } from "../../job/policy.ts";
import { boundBy, droppedNames, policyComplaint } from "../../job/policy_rules.ts";
import type { SpecInput } from "../../job/spec.ts";
import { specOf } from "../support/specs.ts";

const open: Policy = { file: "/etc/p.toml", confine: NO_CONFINE, limits: {} };
const base = "/home/me/.config/chore";
const usual = { argv: ["make"], cwd: "/srv/a", env: ["PATH=/usr/local/bin:/usr/bin"] };

function complaintOf(policy: Partial<Policy>, spec: Partial<SpecInput>): string | undefined {
  return policyComplaint({ ...open, ...policy }, specOf({ ...usual, ...spec }), { base });
}

const confined = (confine: Partial<Policy["confine"]>): Partial<Policy> => ({
  confine: { ...NO_CONFINE, ...confine },
});

interface Case {
  readonly policy: Partial<Policy>;
  readonly spec?: Partial<SpecInput>;
  /** what is not allowed, and by which rule; undefined where all is well */
  readonly barred?: readonly [what: string, rule: string];
}

const make = { programs: ["/usr/bin/make"] };
const strict = { ...NOT_CONFINED, sandbox: "strict" } as const;
const CASES: Readonly<Record<string, Case>> = {
  "a program that is found in PATH": { policy: make },
  "a program that is found nowhere allowed": {
    policy: make,
    spec: { env: ["PATH=/opt/bin:/bin"] },
    barred: ['the program "make"', "programs"],
  },
  "another program": {
    policy: make,
    spec: { argv: ["sh"] },
    barred: ['the program "sh"', "programs"],
  },
  "a program by its path": { policy: make, spec: { argv: ["/usr/bin/make"] } },
  "a program by a path with .. in it": {
    policy: make,
    spec: { argv: ["/usr/bin/../../bin/sh"] },
    barred: ['the program "/usr/bin/../../bin/sh"', "programs"],
  },
  "a program by a path that leads back": { policy: make, spec: { argv: ["/usr/../usr/bin/make"] } },
  "a program below its folder": {
    policy: { programs: ["/srv/"] },
    spec: { argv: ["./tool"] },
  },
  "a program outside of its folder": {
    policy: { programs: ["/srv/"] },
    spec: { argv: ["../../bin/sh"] },
    barred: ['the program "../../bin/sh"', "programs"],
  },
  "a job without a PATH": { policy: make, spec: { env: [] } },
  "a PATH that the policy leaves out": {
    policy: { programs: ["/opt/make"], variables: [] },
    spec: { env: ["PATH=/opt"] },
    barred: ['the program "make"', "programs"],
  },
  "the folder of chore": {
    policy: { programs: ["/"] },
    spec: { cwd: `${base}/cache`, argv: ["/bin/sh"] },
    barred: [`chore's own folder "${base}/cache"`, "programs"],
  },
  "a PATH that leads to chore's folder": {
    policy: { programs: ["/"] },
    spec: { env: [`PATH=/usr/bin:${base}/run`] },
    barred: [`"${base}/run" in the PATH of a job: it is chore's own folder`, "programs"],
  },
  "a hook without a shell": {
    policy: make,
    spec: { hooks: { pre: "true" } },
    barred: ['the program "/bin/sh", by which its hooks are run', "programs"],
  },
  "a hook with one": {
    policy: { programs: ["/usr/bin/make", "/bin/sh"] },
    spec: { hooks: { pre: "true" } },
  },
  "hooks that only have a time": { policy: make, spec: { hooks: { timeoutMs: 5 } } },
  "a folder": { policy: { folders: ["/srv"] } },
  "another folder": {
    policy: { folders: ["/srv/b"] },
    barred: ['the folder "/srv/a"', "folders"],
  },
  "a folder by a path with .. in it": {
    policy: { folders: ["/srv"] },
    spec: { cwd: "/srv/../etc" },
    barred: ['the folder "/srv/../etc"', "folders"],
  },
  "a limit at its bound": {
    policy: { limits: { cpuMs: 5000 } },
    spec: { limits: { cpuMs: 5000 } },
  },
  "a limit over its bound": {
    policy: { limits: { cpuMs: 5000 } },
    spec: { limits: { cpuMs: 6000 } },
    barred: ["the limit cpu=6s", "limits.cpu"],
  },
  "a job that says no limit": { policy: { limits: { cpuMs: 5000, nice: 3 } } },
  "a job that is not nice enough": {
    policy: { limits: { nice: 3 } },
    spec: { limits: { nice: 2 } },
    barred: ["the niceness 2", "limits.nice"],
  },
  "a job that is nicer": { policy: { limits: { nice: -3 } }, spec: { limits: { nice: -3 } } },
  "a network where there is none": {
    policy: confined({ network: false }),
    spec: { confine: { sandbox: "default" } },
    barred: ["a job with a network", "confine.network"],
  },
  "no network where there is none": {
    policy: confined({ network: false }),
    spec: { confine: { sandbox: "default", noNet: true } },
  },
  "unix sockets where there are none": {
    policy: confined({ unix: false }),
    spec: { confine: { noNet: true } },
    barred: ["a job with unix sockets", "confine.unix"],
  },
  "less than the least": {
    policy: confined({ least: "strict" }),
    spec: { confine: { sandbox: "default" } },
    barred: ["a job with a network", "confine.least"],
  },
  "the least": { policy: confined({ least: "strict" }), spec: { confine: strict } },
  "more than the least": {
    policy: confined({ least: "default" }),
    spec: { confine: { ...strict, pledge: ["stdio", "rpath"] } },
  },
  "a job that can write everywhere": {
    policy: confined({ write: ["/srv"] }),
    spec: { confine: { noNet: true } },
    barred: ["a job that can write all files", "confine.write"],
  },
  "a job that writes where it may": {
    policy: confined({ write: ["/srv"] }),
    spec: { confine: strict },
  },
  "a job that writes elsewhere": {
    policy: confined({ write: ["/srv/b"] }),
    spec: { confine: strict },
    barred: ['a job that can write "/srv/a"', "confine.write"],
  },
  "a job that asks for nothing, and whose folder it may not write": {
    policy: confined({ write: ["/srv/b"] }),
  },
  "a job that sees all": {
    policy: confined({ see: ["/srv"] }),
    spec: { confine: strict },
    barred: ["a job that sees all files", "confine.see"],
  },
  "a job that sees what it may, and the system's own": {
    policy: confined({ see: ["/srv"] }),
    spec: {
      confine: {
        ...strict,
        unveil: [{ permissions: "rx", path: "/srv/x" }, { permissions: "rx", path: "/usr/lib" }],
      },
    },
  },
  "a job that sees what it may not": {
    policy: confined({ see: ["/srv"] }),
    spec: { confine: { ...strict, unveil: [{ permissions: "r", path: "/etc/shadow" }] } },
    barred: ['a job that sees "/etc/shadow"', "confine.see"],
  },
  "an input that a job could not see": {
    policy: confined({ see: ["/srv"] }),
    spec: { stdin: { kind: "file", path: "/etc/shadow" } },
    barred: ['the input "/etc/shadow"', "confine.see"],
  },
  "an input that it could see": {
    policy: confined({ see: ["/srv"] }),
    spec: { stdin: { kind: "file", path: "/srv/in" } },
  },
};
for (const [name, { policy, spec = {}, barred }] of Object.entries(CASES)) {
  Deno.test(`policyComplaint() ${barred === undefined ? "allows" : "refuses"} ${name}`, () => {
    equal(
      complaintOf(policy, spec),
      barred &&
        `the policy "/etc/p.toml" does not allow ${barred[0]}: see its rule ${barred[1]}`,
    );
  });
}

Deno.test("policyComplaint() waits for the start where it does not know the environment", () => {
  const { env: _, ...spec } = specOf(usual);
  const policy = { ...open, programs: ["/nowhere"] };
  equal(policyComplaint(policy, spec, { base }), undefined);
  ok(policyComplaint(policy, { ...spec, argv: ["/bin/sh"] }, { base }));
});

Deno.test("confineUnder() gives a job that asks for nothing the least that is compulsory", () => {
  const under = (confine: Partial<Policy["confine"]>) =>
    confineUnder({ ...open, ...confined(confine) }, specOf(usual));
  equal(under({}).sandbox, "none");
  deepEqual(under({ least: "strict" }), { ...strict, noNet: false });
  deepEqual(under({ network: false }), { ...NOT_CONFINED, noNet: true });
  deepEqual(under({ unix: false }).pledge?.includes("unix"), false);
  deepEqual(under({ write: ["/srv"] }), { ...NOT_CONFINED, sandbox: "default" });
  deepEqual(under({ write: [] }).pledge?.filter((word) => /^[wc]path$/.test(word)), []);
  deepEqual(under({ see: [] }).pledge?.includes("rpath"), false);
  deepEqual(under({ see: ["/lib/x", "/srv/a/in"] }).unveil, [
    { permissions: "rx", path: "/lib/x" },
  ]);
});

Deno.test("confineUnder() grants nothing by a name that is a link", () => {
  const policy = { ...open, ...confined({ see: ["/l/x", "/r/x"] }), links: ["/l"] };
  deepEqual(confineUnder(policy, specOf(usual)).unveil, [{ permissions: "rx", path: "/r/x" }]);
});

Deno.test("boundBy() makes of each job that asks for no confinement one that is allowed", () => {
  const rules = [
    ...[{ least: "default" }, { least: "strict" }, { network: false }, { unix: false }],
    ...[{ least: "strict", see: ["/srv"] }, { write: ["/srv"], see: ["/lib"], unix: false }],
    { least: "default", network: false, unix: false, write: ["/srv"], see: [] },
  ] as const;
  for (const rule of rules) {
    const policy = { ...open, ...confined(rule as Partial<Policy["confine"]>) };
    const { confine } = boundBy(policy, specOf(usual));
    equal(complaintOf(policy, { confine }), undefined, JSON.stringify(rule));
  }
});

Deno.test("boundBy() fills in limits, and leaves out variables", () => {
  const policy = { ...open, variables: ["A*"], limits: { files: 64, cpuMs: 5000, nice: 5 } };
  const spec = specOf({ ...usual, env: ["A1=x", "B=y", "CHORE_RUN=1"], limits: { files: 32 } });
  const { limits, env } = boundBy(policy, spec);
  deepEqual(limits, { files: 32, cpuMs: 5000, nice: 5 });
  deepEqual(env, ["A1=x", "CHORE_RUN=1"]);
  deepEqual(droppedNames(policy, spec.env), ["B"]);
});

Deno.test("boundBy() takes a limit that is there and says nothing for none", () => {
  const spec = { ...specOf(usual), limits: { files: undefined } };
  deepEqual(boundBy({ ...open, limits: { files: 64 } }, spec).limits, { files: 64 });
});

Deno.test("boundBy() makes nobody less nice", () => {
  deepEqual(boundBy({ ...open, limits: { nice: -5 } }, specOf(usual)).limits, {});
});
