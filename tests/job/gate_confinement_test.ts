import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { type Confine, NOT_CONFINED, wallsOf } from "../../job/confinement.ts";
import type { Spec } from "../../job/spec.ts";
import { backendWith, CAN_CONFINE } from "../support/confinement.ts";
import { Gate } from "../support/gate.ts";
import { SHELLS } from "../support/shells.ts";

const strict: Confine = { ...NOT_CONFINED, sandbox: "strict" };

/** Confines the gate's command as chored would, but with another bubblewrap. */
function confine(gate: Gate, spec: Spec, { bubblewrap = "/usr/bin/bwrap" } = {}) {
  const walls = wallsOf(spec);
  if (walls === undefined) throw new Error("it is not confined");
  const { folder, confined: status } = gate.paths;
  const enclosure = backendWith(bubblewrap).enclose({
    ...{ walls, cwd: spec.cwd, env: spec.env, hidden: `${folder}/base`, folder, status },
  });
  for (const { name, bytes } of enclosure.files) Deno.writeFileSync(`${folder}/${name}`, bytes);
  return enclosure;
}

function specOf(gate: Gate, argv: readonly string[], more: Partial<Spec> = {}): Spec {
  return gate.spec(argv, { confine: strict, env: ["PATH=/usr/bin:/bin", "A=it's"], ...more });
}

for (const shell of SHELLS) {
  Deno.test({
    name: `gateScript() confines a command, in ${shell[0]}`,
    ignore: !CAN_CONFINE,
    fn: async () => {
      using gate = new Gate();
      const spec = specOf(gate, ["sh", "-c", 'echo "$A"; echo x >in && echo x >/etc/in; exit 3']);
      const end = await gate.pass(shell, spec, { confinement: confine(gate, spec) });
      deepEqual([end.code, end.stdout, end.went], [3, "it's\n", true], end.stderr);
      equal(Deno.readTextFileSync(`${gate.cwd}/in`), "x\n");
    },
  });

  Deno.test({
    name: `gateScript() grants a path with a comma, a newline and a blank as it is, in ${shell[0]}`,
    ignore: !CAN_CONFINE,
    fn: async () => {
      using gate = new Gate();
      const path = `${gate.cwd}/a,b\n c`;
      for (const each of [path, `${gate.cwd}/a`, `${gate.cwd}/a,b`]) {
        Deno.mkdirSync(each);
        Deno.writeTextFileSync(`${each}/file`, "x");
      }
      const unveil = [{ permissions: "r", path } as const];
      const words = ["sh", "-c", 'cd "$1" && cat file && ls -d ../*', "sh", path];
      const spec = specOf(gate, words, { confine: { ...NOT_CONFINED, unveil } });
      const end = await gate.pass(shell, spec, { confinement: confine(gate, spec) });
      deepEqual([end.code, end.stdout], [0, "x../a,b\n c\n"], end.stderr);
    },
  });

  Deno.test({
    name: `gateScript() that waits confines a command too, in ${shell[0]}`,
    ignore: !CAN_CONFINE,
    fn: async () => {
      using gate = new Gate();
      const spec = specOf(gate, ["sh", "-c", "exit 3"], { orphan: "adopt", output: "direct" });
      const end = await gate.pass(shell, spec, { confinement: confine(gate, spec) });
      deepEqual([end.code, end.went], [3, true], end.stderr);
      equal(Deno.readTextFileSync(gate.paths.exitCode), "3\n");
    },
  });

  Deno.test(`gateScript() refuses a command where a link leads to the base folder, in ${shell[0]}`, async () => {
    using gate = new Gate();
    Deno.mkdirSync(`${gate.cwd}/it's/base`, { recursive: true });
    Deno.symlinkSync("it's", `${gate.cwd}/link`);
    const spec = specOf(gate, ["true"]);
    const own = confine(gate, spec, { bubblewrap: "/bin/true" });
    const pass = (hidden: string) => {
      gate.clear();
      return gate.pass(shell, spec, { confinement: { ...own, hidden } });
    };
    for (const hidden of [`${gate.cwd}/link/base`, `${gate.cwd}/link`, `${gate.cwd}/gone`]) {
      const end = await pass(hidden);
      deepEqual([end.code, end.went], [126, false], hidden);
      match(end.refused ?? "", /^it cannot be confined: a link leads to chore's folder: set CHORE/);
    }
    equal((await pass(`${gate.cwd}/it's/base`)).went, true);
  });

  Deno.test(`gateScript() refuses a command where there is no bubblewrap, in ${shell[0]}`, async () => {
    using gate = new Gate();
    const spec = specOf(gate, ["touch", "ran"]);
    const end = await gate.pass(shell, spec, {
      confinement: confine(gate, spec, { bubblewrap: "/nowhere/bwrap" }),
    });
    deepEqual([end.code, end.went], [127, false]);
    match(end.refused ?? "", /^it cannot be confined: there is no bubblewrap: install/);
    deepEqual([...Deno.readDirSync(gate.cwd)], []);
  });

  Deno.test(`gateScript() refuses a grant that is not there, or a link, in ${shell[0]}`, async () => {
    using gate = new Gate();
    Deno.symlinkSync("/etc", `${gate.cwd}/link`);
    for (const name of ["it's", "a,b", "a\nb\n", "-n"]) Deno.mkdirSync(`${gate.cwd}/${name}`);
    const tries = [
      [`${gate.cwd}/none`, /^it cannot be granted what is not there: ".*\/none"/],
      [`${gate.cwd}/link`, /^it cannot be granted a link: ".*\/link"/],
      [`${gate.cwd}/link/ssl`, /^it cannot be granted a path with a link in it: /],
      [`${gate.cwd}/link\nb/in`, /^it cannot be granted what is not there: ".*\/link b\/in"$/],
      [`${gate.cwd}/it's`, /^$/],
      [`${gate.cwd}/a,b`, /^$/],
      [`${gate.cwd}/a\nb\n`, /^$/],
      [`${gate.cwd}/-n`, /^$/],
    ] as const;
    for (const [path, reason] of tries) {
      gate.clear();
      const unveil = [{ permissions: "r", path } as const];
      const spec = specOf(gate, ["true"], { confine: { ...NOT_CONFINED, unveil } });
      const confinement = confine(gate, spec, { bubblewrap: "/bin/true" });
      const end = await gate.pass(shell, spec, { confinement });
      match(end.refused?.trim() ?? "", reason);
      equal(end.went, reason.source === "^$");
    }
  });
}
