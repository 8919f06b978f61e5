// The gate of a policy sets what a job may use, as chored's own gates do.

import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { hasTool } from "../support/place.ts";
import { PolicyGate } from "../support/policy_gate.ts";
import { SHELLS } from "../support/shells.ts";

const isLinux = Deno.build.os === "linux";
const limits = {
  ...{ cpuMs: 600_000, memoryBytes: 2 ** 30, files: 99, procs: 500, fileBytes: 2 ** 20 },
  ...{ coreBytes: 1024 },
};
const rows = ["Max cpu time 600 605", "Max address space 1073741824 1073741824"].concat(
  ["Max open files 99 99", "Max processes 500 500", "Max file size 1048576 1048576"],
  "Max core file size 1024 1024",
);
/** As one who may not raise his limits. */
const asOthers = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"];
const canBeOther = isLinux && Deno.uid() === 0 && hasTool("setpriv") && hasTool("prlimit");

for (const shell of SHELLS) {
  for (const orphan of ["kill", "adopt"] as const) {
    Deno.test({
      name: `policy_gate limits a command, ${orphan}, in ${shell[0]}`,
      ignore: !isLinux,
      fn: async () => {
        using gate = new PolicyGate();
        const spec = gate.spec(["cat", "/proc/self/limits"], { limits, orphan });
        const { code, stdout, stderr } = await gate.pass(shell, spec);
        equal(code, 0, stderr);
        const told = stdout.replaceAll(/ +/g, " ");
        for (const row of rows) ok(told.includes(row), `${row}: ${told}`);
      },
    });

    Deno.test({
      name: `policy_gate refuses a limit that cannot be set, ${orphan}, in ${shell[0]}`,
      ignore: !canBeOther,
      fn: async () => {
        using gate = new PolicyGate();
        Deno.chmodSync(gate.cwd, 0o777);
        // those before it are set already, where the gate becomes the command
        const asked = { ...limits, files: 512, fileBytes: 0 };
        const spec = gate.spec(["touch", "ran"], { limits: asked, orphan });
        const through = ["prlimit", "--nofile=64:64", ...asOthers];
        const end = await gate.pass(shell, spec, { through });
        deepEqual([end.code, end.went], [126, false], end.stderr);
        match(end.refused ?? "", /^the limit files cannot be set: the system allows less/);
      },
    });
  }

  Deno.test(`policy_gate runs a command that may write nothing, in ${shell[0]}`, async () => {
    using gate = new PolicyGate();
    const spec = gate.spec(["sh", "-c", "echo x"], { limits: { fileBytes: 0 } });
    const { code, stdout } = await gate.pass(shell, spec);
    deepEqual([code, stdout], [0, "x\n"]);
  });

  Deno.test(`policy_gate makes a command nicer, in ${shell[0]}`, async () => {
    using gate = new PolicyGate();
    const { stdout } = await gate.pass(shell, gate.spec(["nice"], { limits: { nice: 7 } }));
    equal(stdout, "7\n");
  });

  Deno.test({
    name: `policy_gate refuses to make a command less nice for others than root, in ${shell[0]}`,
    ignore: !canBeOther,
    fn: async () => {
      using gate = new PolicyGate();
      const spec = gate.spec(["nice"], { limits: { nice: -3 } });
      equal((await gate.pass(shell, spec)).stdout, "-3\n");
      gate.clear();
      const end = await gate.pass(shell, spec, { through: asOthers });
      deepEqual([end.code, end.went, end.refused], [126, false, "the niceness -3 is for root\n"]);
    },
  });

  Deno.test({
    name: `policy_gate gives a command its turn at the disk, in ${shell[0]}`,
    ignore: !hasTool("ionice"),
    fn: async () => {
      using gate = new PolicyGate();
      for (
        const [io, told] of [
          [{ class: "best-effort", level: 6 }, "best-effort: prio 6\n"],
          [{ class: "idle" }, "idle\n"],
        ] as const
      ) {
        gate.clear();
        const { stdout } = await gate.pass(shell, gate.spec(["ionice"], { limits: { io } }));
        equal(stdout, told);
      }
    },
  });
}
