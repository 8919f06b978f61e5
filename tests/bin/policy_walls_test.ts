// How the gate of a policy confines a command: bubblewrap is told what chored's own gate would tell it, and
// nothing is confined less than the rules want.

import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { type Confine, NOT_CONFINED, UNVEIL_PERMISSIONS, wallsOf } from "../../job/confinement.ts";
import { confinementComplaint } from "../../job/confinement_check.ts";
import { wholeEnv } from "../../job/gate_env.ts";
import { passText } from "../../job/pass.ts";
import { NO_CONFINE, type PolicyConfine } from "../../job/policy.ts";
import { SANDBOXES } from "../../job/policies.ts";
import { PROMISE_WORDS } from "../../job/promises.ts";
import type { Spec } from "../../job/spec.ts";
import { bubblewrapWords } from "../../system/confine_linux.ts";
import { CAN_CONFINE } from "../support/confinement.ts";
import { POLICY, PolicyGate } from "../support/policy_gate.ts";
import { SHELLS } from "../support/shells.ts";

const strict: Confine = { ...NOT_CONFINED, sandbox: "strict" };
/** What the gate's own rm(1) finds in the file that it is to remove: the words for bubblewrap. */
async function wordsOf(
  gate: PolicyGate,
  spec: Spec,
  { shell }: { readonly shell: readonly string[] },
): Promise<string[]> {
  const list = `${gate.folder}/list`;
  const text = Deno.readTextFileSync(`${gate.policy}/gate`).replace(
    /^(?=.*policy\/gate\.sh)/m,
    `rm() { cat "$2" >"${list}"; exit 3; }\n`,
  );
  const end = await gate.pass(shell, spec, { gate: text });
  equal(end.code, 3, end.refused ?? end.stderr);
  return Deno.readTextFileSync(list).split("\0").slice(0, -1);
}

/** Without what hides the policy, which only its own gate knows of. */
function withoutPolicy(words: readonly string[], gate: PolicyGate): string[] {
  const own = gate.policy.slice(0, gate.policy.lastIndexOf("/"));
  const text = words.join("\0");
  const above = own.slice(0, own.lastIndexOf("/"));
  return text
    .replace(`\0--perms\0${"0555"}\0--tmpfs\0${own}\0--remount-ro\0${own}`, "")
    .replace(`\0--bind\0${above}\0${above}`, "")
    .split("\0");
}

/** Folders that a job may be granted, below that of the test. */
const PLACES = ["cwd", "a b", "a b/in", "c", "c/file", "it's", "."];

const confine: fc.Arbitrary<Confine & { places: readonly string[] }> = fc.record({
  sandbox: fc.constantFrom(...SANDBOXES),
  pledge: fc.option(fc.subarray([...PROMISE_WORDS]), { nil: undefined }),
  unveil: fc.constant([]),
  places: fc.uniqueArray(fc.constantFrom(...PLACES), { maxLength: 3 }),
  noNet: fc.boolean(),
  privateTmp: fc.boolean(),
});

for (const dir of ["/tmp", "/var/tmp"]) {
  for (const shell of SHELLS) {
    Deno.test({
      name: `policy_gate tells bubblewrap what chored's gate would, below ${dir}, in ${shell[0]}`,
      ignore: !CAN_CONFINE,
      fn: async () => {
        using gate = new PolicyGate({}, { dir }).putFilters();
        for (const place of ["a b/in", "c"]) {
          Deno.mkdirSync(`${gate.folder}/${place}`, { recursive: true });
        }
        Deno.writeTextFileSync(`${gate.folder}/c/file`, "");
        await fc.assert(
          fc.asyncProperty(
            confine,
            fc.constantFrom(...UNVEIL_PERMISSIONS),
            fc.constantFrom("cwd", "a b", "c", "../usr/bin"),
            async ({ places, ...asked }, permissions, folder) => {
              gate.clear();
              const unveil = places.map((place) => ({
                permissions,
                path: place === "." ? gate.folder : `${gate.folder}/${place}`,
              }));
              const cwd = folder.startsWith("..") ? "/usr/bin" : `${gate.folder}/${folder}`;
              const env = ["PATH=/usr/bin:/bin", "A=it's\n+x", "odd-name==", "LANG=C"];
              const spec = gate.spec(["sh"], { confine: { ...asked, unveil }, cwd, env });
              const walls = wallsOf(spec);
              fc.pre(
                walls !== undefined &&
                  confinementComplaint(spec, { base: gate.base }) === undefined,
              );
              if (walls === undefined) return;
              const wanted = bubblewrapWords({
                ...{ walls, cwd, env: wholeEnv(spec.env, gate.run), hidden: gate.base },
                ...{ folder: "/", status: "/" },
              });
              deepEqual(withoutPolicy(await wordsOf(gate, spec, { shell }), gate), wanted);
            },
          ),
          { numRuns: 25 },
        );
      },
    });
  }
}

/** A job that is confined, but not as the rules want: its policy, its confinement, the rule. */
interface Wider {
  readonly policy: (gate: PolicyGate) => Partial<PolicyConfine>;
  readonly confine: (gate: PolicyGate) => Partial<Confine>;
  readonly reason: (gate: PolicyGate) => string;
}

const rwc = (path: string) => ({ unveil: [{ permissions: "rwc", path } as const] });
const r = (path: string) => ({ unveil: [{ permissions: "r", path } as const] });

const WIDER: Readonly<Record<string, Wider>> = {
  "the network": {
    policy: () => ({ network: false }),
    confine: () => ({ sandbox: "default" }),
    reason: () => "a job with a network: see its rule confine.network",
  },
  "unix sockets": {
    policy: () => ({ unix: false }),
    confine: () => ({ noNet: true }),
    reason: () => "a job with unix sockets: see its rule confine.unix",
  },
  "less than the strict sandbox": {
    policy: () => ({ least: "strict" }),
    confine: () => ({ sandbox: "default" }),
    reason: () => "a job with a network: see its rule confine.least",
  },
  "less than the default sandbox": {
    policy: () => ({ least: "default" }),
    confine: () => ({ noNet: true, privateTmp: true }),
    reason: () => "a job that can write all files: see its rule confine.least",
  },
  "the right to make nodes": {
    policy: () => ({ least: "default" }),
    confine: () => ({ sandbox: "default", pledge: ["stdio", "rpath", "exec", "proc", "dpath"] }),
    reason: () => "a job that makes fifos: see its rule confine.least",
  },
  "all files to write": {
    policy: (gate) => ({ write: [gate.cwd] }),
    confine: () => ({ noNet: true }),
    reason: () => "a job that can write all files: see its rule confine.write",
  },
  "a folder to write that is not listed": {
    policy: (gate) => ({ write: [gate.cwd] }),
    confine: (gate) => ({ sandbox: "strict", ...rwc(`${gate.folder}/it's policy`) }),
    reason: (gate) =>
      `a job that can write "${gate.folder}/it's policy": see its rule confine.write`,
  },
  "its own folder to write, where that is not listed": {
    policy: () => ({ write: ["/srv"] }),
    confine: () => ({ sandbox: "strict" }),
    reason: (gate) => `a job that can write "${gate.cwd}": see its rule confine.write`,
  },
  "all files to see": {
    policy: () => ({ see: ["/srv"] }),
    confine: () => ({ sandbox: "strict" }),
    reason: () => "a job that sees all files: see its rule confine.see",
  },
  "a file to see that is not listed": {
    policy: () => ({ see: ["/srv"] }),
    confine: () => ({ ...r("/etc/passwd") }),
    reason: () => `a job that sees "/etc/passwd": see its rule confine.see`,
  },
};

for (const [what, { policy, confine, reason }] of Object.entries(WIDER)) {
  Deno.test(`policy_gate refuses a confined job ${what}, and names the rule`, async () => {
    for (const shell of SHELLS) {
      using gate = new PolicyGate().putFilters();
      gate.rule({ confine: { ...NO_CONFINE, ...policy(gate) } });
      const asked = { ...NOT_CONFINED, ...confine(gate) };
      const end = await gate.pass(shell, gate.spec(["true"], { confine: asked }));
      deepEqual([end.code, end.went], [126, false], `${shell[0]} ${end.stderr}`);
      equal(end.refused, `the policy "${POLICY.file}" does not allow ${reason(gate)}\n`, shell[0]);
    }
  });
}

/** Grants that chored would never write: the gate looks at all of them itself. */
const GRANTS: readonly (readonly [string, RegExp])[] = [
  ["write /", /^it cannot be granted "\/"/],
  ["read /proc/1", /^it cannot be granted "\/proc\/1"/],
  ["write /dev/shm", /^it cannot be granted (a path with a link in it: )?"\/dev\/shm"/],
  ["write /sys", /^it cannot be granted "\/sys"/],
  ["read BASE", /^it cannot be granted "/],
  ["read BASE/cache/chored", /^it cannot be granted "/],
  ["write BASE/cache/chored/runs/7/w", /^it cannot be granted "/],
  ["read POLICY", /^it cannot be granted "/],
  ["read CWD/none", /^it cannot be granted what is not there: "/],
  ["read CWD/link", /^it cannot be granted a link: "/],
  ["read CWD/link/apt", /^it cannot be granted a path with a link in it: "/],
  ["read CWD/../cwd", /^it cannot be granted a path with a link in it: "/],
  ["read CWD//.", /^it cannot be granted a path with a link in it: "/],
  ["write CWD/", /^it cannot be granted "/],
  [
    "write CWD\ngrant read CWD/inside",
    /^it cannot be granted what lies in a folder that it can write: "/,
  ],
  [
    "read CWD/inside\ngrant write CWD",
    /^it cannot be granted what lies in a folder that it can write: "/,
  ],
];

for (const shell of SHELLS) {
  Deno.test(`policy_gate looks at each grant itself, in ${shell[0]}`, async () => {
    using gate = new PolicyGate().putFilters();
    Deno.symlinkSync("/etc", `${gate.cwd}/link`);
    Deno.mkdirSync(`${gate.cwd}/inside`);
    const spec = gate.spec(["true"], { confine: { ...NOT_CONFINED, ...r("/usr") } });
    const good = passText(spec, gate.run);
    const places = { BASE: gate.base, POLICY: gate.policy, CWD: gate.cwd };
    for (const [grant, reason] of GRANTS) {
      gate.clear();
      const line = grant.replaceAll(/BASE|POLICY|CWD/g, (word) => places[word as "BASE"]);
      const text = good.replace(/^grant .*/m, () => `grant ${line}`);
      const end = await gate.pass(shell, spec, { text });
      deepEqual([end.code === 0, end.went], [false, false], grant);
      match(end.refused ?? "", reason, grant);
    }
  });

  Deno.test(`policy_gate refuses walls that are not whole, in ${shell[0]}`, async () => {
    using gate = new PolicyGate().putFilters();
    const good = passText(gate.spec(["true"], { confine: strict }), gate.run);
    for (const wall of good.match(/^wall \w+/mg) ?? []) {
      gate.clear();
      const text = good.replace(new RegExp(`^${wall} .*\\n`, "m"), "");
      const end = await gate.pass(shell, gate.spec(["true"]), { text });
      match(end.refused ?? "", /^its pass has a line that chored does not write: "wall /, wall);
      equal(end.went, false);
    }
  });

  Deno.test({
    name: `policy_gate confines a command, in ${shell[0]}`,
    ignore: !CAN_CONFINE,
    fn: async () => {
      for (const orphan of ["kill", "adopt"] as const) {
        const policy = { confine: { ...NO_CONFINE, least: "strict" } } as const;
        using gate = new PolicyGate(policy, { dir: "/var/tmp" }).putFilters();
        const script = 'echo "$A"; echo x >in && echo x >/etc/in; ls "$0" "$1"; exit 3';
        const hidden = [gate.base, gate.policy.slice(0, gate.policy.lastIndexOf("/"))];
        const spec = gate.spec(["sh", "-c", script, ...hidden], {
          ...{ confine: strict, env: ["PATH=/usr/bin:/bin", "A=it's"], orphan, output: "direct" },
        });
        const end = await gate.pass(shell, spec);
        const [out, err] = ["stdout", "stderr"].map((name) =>
          Deno.readTextFileSync(`${gate.paths.w}/${name}`)
        );
        deepEqual([end.code, end.went], [3, true], `${end.refused}${err}`);
        equal(out, `it's\n${hidden[1]}:\n\n${hidden[0]}:\n`, err);
        equal(Deno.readTextFileSync(`${gate.cwd}/in`), "x\n");
        match(Deno.readTextFileSync(gate.paths.confined), /"child-pid"/);
        deepEqual(
          [...Deno.readDirSync(gate.policy)].filter(({ name }) => name.startsWith("words")),
          [],
        );
      }
    },
  });
}

Deno.test({
  name: "policy_gate hides the policy from a job that may write all else",
  ignore: !CAN_CONFINE,
  fn: async () => {
    using gate = new PolicyGate({}, { dir: "/var/tmp" }).putFilters();
    const own = gate.policy.slice(0, gate.policy.lastIndexOf("/"));
    const script =
      'echo x >"$0/1/rules.sh"; rm -rf "$0"; mv "${0%/*}" "$0/../../moved"; ls "$0"; exit 0';
    const confine: Confine = { ...NOT_CONFINED, noNet: true };
    const before = Deno.readTextFileSync(`${gate.policy}/rules.sh`);
    const end = await gate.pass([], gate.spec(["sh", "-c", script, own], { confine }));
    deepEqual([end.code, end.stdout], [0, ""], end.refused);
    equal(Deno.readTextFileSync(`${gate.policy}/rules.sh`), before);
  },
});

Deno.test("policy_gate confines nothing where a link leads to chore's folder", async () => {
  for (const shell of SHELLS) {
    using gate = new PolicyGate().putFilters();
    const base = `${gate.folder}/link`;
    Deno.symlinkSync(gate.base, base);
    const path = `${gate.policy}/rules.sh`;
    const rules = Deno.readTextFileSync(path).replace(/^rule_base=.*/m, `rule_base='${base}'`);
    Deno.writeTextFileSync(path, rules);
    const folder = `${base}/cache/chored/runs/7`;
    equal((await gate.pass(shell, gate.spec(["true"]), { folder })).code, 0, shell[0]);
    gate.clear();
    const end = await gate.pass(shell, gate.spec(["true"], { confine: strict }), { folder });
    deepEqual([end.code, end.went], [126, false], shell[0]);
    match(
      end.refused ?? "",
      /^it cannot be confined: a link leads to chore's folder: set CHORE_HOME/,
    );
  }
});

Deno.test("policy_gate lets a job that must not see all files read none of them", async () => {
  const see = (gate: PolicyGate) => ({ confine: { ...NO_CONFINE, see: [gate.cwd] } });
  for (const shell of SHELLS) {
    using gate = new PolicyGate().putFilters();
    gate.rule(see(gate));
    const inside = gate.put("inside", { text: "in\n" });
    Deno.symlinkSync("/etc/hosts", `${gate.cwd}/link`);
    const sent = `${gate.base}/cache/chored/inputs`;
    Deno.mkdirSync(sent);
    Deno.writeTextFileSync(`${sent}/7`, "sent\n");
    Deno.writeTextFileSync(`${gate.paths.folder}/input`, "text\n");
    const spec = gate.spec(["cat"], { confine: { ...NOT_CONFINED, ...r(gate.cwd) } });
    const tries = {
      [inside]: "in\n",
      [`${sent}/7`]: "sent\n",
      [`${gate.paths.folder}/input`]: "text\n",
      "/etc/hosts": undefined,
      [`${gate.cwd}/link`]: undefined,
      [`${gate.cwd}/../../../etc/hosts`]: undefined,
      [`${sent}/../state.db`]: undefined,
      [`${gate.paths.folder}/pass`]: undefined,
    };
    Deno.writeTextFileSync(`${gate.base}/cache/chored/state.db`, "");
    for (const [input, wanted] of Object.entries(tries)) {
      gate.clear();
      Object.assign(gate.run, { input });
      const end = await gate.pass(shell, spec);
      if (wanted === undefined) {
        match(end.refused ?? "", /does not allow the input ".*": see its rule confine\.see/, input);
      } else if (CAN_CONFINE) equal(end.stdout, wanted, `${input} ${end.refused} ${end.stderr}`);
    }
  }
});
