// The gate of a policy: what the rules do not allow does not start, whatever the pass says. What it does
// beside that is tested with chored's own gates, in tests/job/gate_test.ts.

import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { passText } from "../../job/pass.ts";
import type { Policy } from "../../job/policy.ts";
import type { Spec } from "../../job/spec.ts";
import { POLICY, PolicyGate } from "../support/policy_gate.ts";
import { SHELLS } from "../support/shells.ts";

/** What a job is refused for: a policy, what it asks beside `true`, the rule, and what is named of it. */
interface Refused {
  readonly policy?: (gate: PolicyGate) => Partial<Policy>;
  readonly argv?: (gate: PolicyGate) => string[];
  readonly spec?: (gate: PolicyGate) => Partial<Spec>;
  readonly reason: (gate: PolicyGate) => string;
}

const usual = { programs: ["/usr/bin/"] } as const;
const inBase = "a PATH or HOME with the folder";

/** A folder with a copy of true(1). */
function plant(folder: string): string {
  Deno.mkdirSync(folder, { recursive: true });
  Deno.copyFileSync("/usr/bin/true", `${folder}/true`);
  return folder;
}

function link(gate: PolicyGate, name: string, { to }: { readonly to: string }): string {
  Deno.symlinkSync(to, `${gate.cwd}/${name}`);
  return `${gate.cwd}/${name}`;
}

const REFUSED: Readonly<Record<string, Refused>> = {
  "a program that is not listed": {
    policy: () => ({ programs: ["/usr/bin/make"] }),
    reason: () => `the program "/usr/bin/true": see its rule programs`,
  },
  "a program whose path begins as one that is listed": {
    policy: () => ({ programs: ["/usr/bin/tru", "/usr/bin/true/"] }),
    reason: () => `the program "/usr/bin/true": see its rule programs`,
  },
  "a program below a folder of a listed one's name": {
    policy: (gate) => ({ programs: [`${gate.cwd}/bin/`] }),
    argv: (gate) => [`${plant(`${gate.cwd}/bin2`)}/true`],
    reason: (gate) => `the program "${gate.cwd}/bin2/true": see its rule programs`,
  },
  "a program by a way out of a listed folder": {
    policy: (gate) => ({ programs: [`${gate.cwd}/bin/`] }),
    argv: (gate) => [`${plant(`${gate.cwd}/bin`)}/../../../../usr/bin/true`],
    reason: () => `the program "/usr/bin/true": see its rule programs`,
  },
  "a program in a folder that a link in a listed folder leads to": {
    policy: (gate) => ({ programs: [`${gate.cwd}/`] }),
    argv: (gate) => [`${link(gate, "away", { to: plant(`${gate.folder}/else`) })}/true`],
    reason: (gate) => `the program "${gate.folder}/else/true": see its rule programs`,
  },
  "a program that the job's PATH finds before the listed one": {
    policy: () => usual,
    spec: (gate) => ({ env: [`PATH=${plant(`${gate.cwd}/bin`)}:/usr/bin`] }),
    reason: (gate) => `the program "${gate.cwd}/bin/true": see its rule programs`,
  },
  "a program of its own folder": {
    policy: () => usual,
    argv: (gate) => (plant(gate.cwd), ["./true"]),
    reason: (gate) => `the program "${gate.cwd}/./true": see its rule programs`.replace("/./", "/"),
  },
  "a program with a newline in its name": {
    policy: () => usual,
    argv: (gate) => [gate.put("usr\n+/usr/bin/true".replaceAll("/", "_"))],
    reason: (gate) => `the program "${gate.cwd}/usr +_usr_bin_true": see its rule programs`,
  },
  "a folder of the job's PATH that chored can write": {
    policy: () => usual,
    spec: (gate) => ({ env: [`PATH=/usr/bin:${plant(`${gate.base}/cache/bin`)}`] }),
    reason: (gate) => `${inBase} "${gate.base}/cache/bin": see its rule programs`,
  },
  "one that chored could still make": {
    policy: () => usual,
    spec: (gate) => ({ env: [`PATH=/usr/bin:${gate.base}/no/where/bin`] }),
    reason: (gate) => `${inBase} "${gate.base}/no/where/bin": see its rule programs`,
  },
  "one that a link leads to": {
    policy: () => usual,
    spec: (gate) => ({ env: [`PATH=/usr/bin:${link(gate, "b", { to: gate.base })}/no/bin`] }),
    reason: (gate) => `${inBase} "${gate.cwd}/b/no/bin": see its rule programs`,
  },
  "one that is named from the job's folder": {
    policy: () => usual,
    spec: () => ({ env: [`PATH=/usr/bin:../it's/base/none`] }),
    reason: () => `${inBase} "../it's/base/none": see its rule programs`,
  },
  "a HOME that chored can write": {
    policy: () => usual,
    spec: (gate) => ({ env: [`HOME=${gate.base}/cache`, "PATH=/usr/bin"] }),
    reason: (gate) => `${inBase} "${gate.base}/cache": see its rule programs`,
  },
  "a job in a folder that chored can write": {
    policy: () => usual,
    spec: (gate) => ({ cwd: gate.paths.w }),
    reason: (gate) => `chore's own folder "${gate.paths.w}": see its rule programs`,
  },
  "a folder that is not listed": {
    policy: () => ({ folders: ["/srv", "/usr"] }),
    reason: (gate) => `the folder "${gate.cwd}": see its rule folders`,
  },
  "a folder whose name begins as a listed one": {
    policy: (gate) => ({ folders: [gate.cwd.slice(0, -1)] }),
    reason: (gate) => `the folder "${gate.cwd}": see its rule folders`,
  },
  "a folder by a link in a listed one": {
    policy: (gate) => ({ folders: [gate.cwd] }),
    spec: (gate) => ({ cwd: link(gate, "out", { to: "/usr" }) }),
    reason: () => `the folder "/usr": see its rule folders`,
  },
  "a variable that is not listed": {
    policy: () => ({ variables: ["PATH", "LC_*"] }),
    spec: () => ({ env: ["LD_PRELOAD=/tmp/x.so"] }),
    reason: () => `the variable "LD_PRELOAD": see its rule variables`,
  },
  "a variable that no shell can export": {
    policy: () => ({ variables: ["PATH", "BASH_*"] }),
    spec: () => ({ env: ["BASH_ENV=x", "x-y=1"] }),
    reason: () => `the variable "x-y": see its rule variables`,
  },
  "a loader's variable where programs are listed": {
    policy: () => usual,
    spec: () => ({ env: ["BASH_FUNC_true%%=() { id; }"] }),
    reason: () => `the variable "BASH_FUNC_true%%": see its rule variables`,
  },
  "a limit above the policy's": {
    policy: () => ({ limits: { cpuMs: 60_000 } }),
    spec: () => ({ limits: { cpuMs: 61_000 } }),
    reason: () => `the limit cpu "61": see its rule limits.cpu`,
  },
  "a limit above the policy's that a shell cannot count": {
    policy: () => ({ limits: { memoryBytes: 2 ** 25 } }),
    spec: () => ({ limits: { memoryBytes: 2 ** 42 + 2 ** 24 } }),
    reason: () => `the limit mem "4294983680": see its rule limits.mem`,
  },
  "a limit one above a great one of the policy's": {
    policy: () => ({ limits: { fileBytes: 2 ** 43 } }),
    spec: () => ({ limits: { fileBytes: 2 ** 43 + 512 } }),
    reason: () => `the limit fsize "17179869185": see its rule limits.fsize`,
  },
  "no limit where the policy has one": {
    policy: () => ({ limits: { files: 64, memoryBytes: 2 ** 30 } }),
    spec: () => ({ limits: { memoryBytes: 2 ** 30 } }),
    reason: () => `a job without the limit files: see its rule limits.files`,
  },
  "a niceness below the policy's": {
    policy: () => ({ limits: { nice: 5 } }),
    spec: () => ({ limits: { nice: 4 } }),
    reason: () => `the niceness "4": see its rule limits.nice`,
  },
  "a job that is not confined": {
    policy: () => ({ confine: { least: "none", network: false, unix: true } }),
    reason: () => `a job that is not confined: see its rule confine`,
  },
};

for (const [what, { policy, argv, spec, reason }] of Object.entries(REFUSED)) {
  Deno.test(`policy_gate refuses ${what}, and names the rule`, async () => {
    for (const shell of SHELLS) {
      using gate = new PolicyGate();
      gate.rule(policy?.(gate) ?? {});
      const words = argv?.(gate) ?? ["true"];
      const end = await gate.pass(shell, gate.spec(words, spec?.(gate)));
      const { code, stdout, stderr, went, refused = "" } = end;
      deepEqual([code, stdout, stderr, went], [126, "", "", false], `${shell[0]} ${refused}`);
      const begin = `the policy "${POLICY.file}" does not allow ${reason(gate)}`;
      equal(refused.slice(0, begin.length), begin, shell[0]);
    }
  });
}

/** What is allowed, as near to what is not as it can be. */
const ALLOWED: Readonly<Record<string, Omit<Refused, "reason">>> = {
  "a listed program by its name": { policy: () => ({ programs: ["/usr/bin/true"] }) },
  "a listed program by another way": {
    policy: () => ({ programs: ["/usr/bin/true"] }),
    argv: () => ["/usr/../usr/./bin//true"],
  },
  "a listed program by a link to its folder": {
    policy: () => ({ programs: ["/usr/bin/true"] }),
    argv: (gate) => [`${link(gate, "bin", { to: "/usr/bin" })}/true`],
  },
  "a program below a listed folder": {
    policy: (gate) => ({ programs: [`${gate.cwd}/`] }),
    argv: (gate) => [`${plant(`${gate.cwd}/deep/er`)}/true`],
  },
  "a link in a listed folder, whatever it leads to": {
    policy: (gate) => ({ programs: [`${gate.cwd}/`] }),
    argv: (gate) => [link(gate, "make", { to: "/usr/bin/true" })],
  },
  "a folder below a listed one": { policy: (gate) => ({ folders: [gate.folder] }) },
  "a listed variable, and what begins as one": {
    policy: () => ({ variables: ["A", "LC_*"] }),
    spec: () => ({ env: ["A=1", "LC_=", "LC_ALL=C"] }),
  },
  "what chore tells a job": {
    policy: () => ({ variables: [] }),
    spec: () => ({ env: ["CHORE_HOOK=pre", "CHORE_MATCH=$(id)"] }),
  },
  "limits that are as low as the policy's": {
    policy: () => ({ limits: { files: 64, coreBytes: 0, nice: 1 } }),
    spec: () => ({ limits: { files: 64, coreBytes: 0, nice: 1 } }),
  },
};

for (const [what, { policy, argv, spec }] of Object.entries(ALLOWED)) {
  Deno.test(`policy_gate allows ${what}`, async () => {
    for (const shell of SHELLS) {
      using gate = new PolicyGate();
      gate.rule(policy?.(gate) ?? {});
      const words = argv?.(gate) ?? ["true"];
      const end = await gate.pass(shell, gate.spec(words, spec?.(gate)));
      deepEqual([end.code, end.refused, end.went], [0, undefined, true], shell[0]);
    }
  });
}

/** The lines of a pass that chored would not write, each beside all that is right or, as [old, new], in a line's place. */
const STRANGE: readonly (string | readonly [RegExp, string])[] = [
  [/^run 7/m, "run 8"],
  [/^run 7\n/m, ""],
  [/^run 7/m, "run 07"],
  [/^session .*/m, "session other"],
  [/^session .*\n/m, ""],
  [/^cwd .*/m, "cwd ."],
  [/^cwd .*\n/m, ""],
  [/^umask .*/m, "umask 22"],
  [/^umask .*/m, "umask 0777; touch ran"],
  [/^umask .*/m, "umask u=rwx"],
  [/^output .*/m, "output tty"],
  [/^output .*/m, "output pipe direct"],
  [/^orphan .*/m, "orphan none"],
  [/^stdin .*/m, "stdin file"],
  [/^stdin .*/m, "stdin file\ninput relative"],
  [/^stdin .*/m, "stdin none\ninput /etc/hosts"],
  [/^word [^]*/m, ""],
  [/^word true/m, "word"],
  ...["limit cpu", "limit cpu x", "limit cpu -1", "limit cpu 010", "limit cpu 1 2", "limit disk 1"],
  ...["limit cpu 1000000000000000", "limit mem 1;touch ran", "limit files $(touch ran)"],
  ...["limit nice 100", "limit nice --1", "limit nice x", "limit nice 1 -- touch ran"],
  ...["limit ionice fast", "limit ionice idle -p 1", "limit ionice best-effort:8"],
  ...["wall sees all", "wall network maybe", "wall gate open", "grant read /etc", "grant read etc"],
  ...["grant exec /etc", "env A", "env =1", "env 1A=1", "env A-B=1", "env a b=1", "env IFS=:"],
  ...["env chore_file=/bin/sh", "env chore_w=/tmp", "env rule_source=x", "env rule_confined=no"],
  ...[
    "env PATH+=x",
    "env UID=0",
    "env BASH_ENV=x",
    "odd A",
    "odd PATH=/x",
    "odd HOME=/x",
    "odd PWD=/x",
    "odd =1",
    "odd -i",
  ],
  ...[
    "eval touch ran",
    "x",
    "chore_file=/bin/sh",
    "$(touch ran)",
    "`touch ran`",
    "run\t7",
  ],
];

for (const shell of SHELLS) {
  for (const kind of ["short", "long"]) {
    Deno.test(`policy_gate refuses each line that chored does not write, in a ${kind} pass, in ${shell[0]}`, async () => {
      using gate = new PolicyGate();
      const good = passText(gate.spec(["true"]), gate.run).replace(/^pass \w+/, `pass ${kind}`);
      equal((await gate.pass(shell, gate.spec(["true"]), { text: good })).code, 0);
      for (const line of STRANGE) {
        gate.clear();
        const text = typeof line === "string"
          ? good.replace(/^word/m, () => `${line}\nword`)
          : good.replace(line[0], () => line[1]);
        const end = await gate.pass(shell, gate.spec(["true"]), { text });
        const { code, stdout, went, refused = "" } = end;
        deepEqual([code, stdout, went], [126, "", false], `${line}: ${refused}`);
        match(refused, /^its pass has a line that chored does not write: "/, String(line));
        deepEqual([...Deno.readDirSync(gate.cwd)], [], String(line));
      }
    });
  }
}
