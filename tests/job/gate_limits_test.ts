import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { Gate } from "../support/gate.ts";
import { hasTool } from "../support/place.ts";
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

for (const shell of SHELLS) {
  for (const orphan of ["kill", "adopt"] as const) {
    Deno.test({
      name: `gateScript() limits a command, ${orphan}, in ${shell[0]}`,
      ignore: !isLinux,
      fn: async () => {
        using gate = new Gate();
        const spec = gate.spec(["cat", "/proc/self/limits"], { limits, orphan });
        const { code, stdout, stderr } = await gate.pass(shell, spec);
        equal(code, 0, stderr);
        const told = stdout.replaceAll(/ +/g, " ");
        for (const row of rows) ok(told.includes(row), `${row}: ${told}`);
      },
    });
  }

  Deno.test({
    name: `gateScript() refuses a limit that the system does not allow, in ${shell[0]}`,
    ignore: !isLinux || Deno.uid() !== 0 || !hasTool("setpriv") || !hasTool("prlimit"),
    fn: async () => {
      using gate = new Gate();
      Deno.chmodSync(gate.cwd, 0o777);
      const spec = gate.spec(["touch", "ran"], { limits: { files: 512 } });
      // root may raise its limits: without that right it is as everybody
      const through = [
        "prlimit",
        "--nofile=64:64",
        "setpriv",
        "--bounding-set=-all",
        "--inh-caps=-all",
      ];
      const end = await gate.pass(shell, spec, { through });
      deepEqual([end.code, end.went], [126, false], end.stderr);
      match(end.refused ?? "", /^the limit files=512 cannot be set/);
    },
  });

  Deno.test(`gateScript() makes a command nicer, in ${shell[0]}`, async () => {
    using gate = new Gate();
    const { stdout } = await gate.pass(shell, gate.spec(["nice"], { limits: { nice: 7 } }));
    equal(stdout, "7\n");
  });

  Deno.test({
    name: `gateScript() gives a command its turn at the disk, in ${shell[0]}`,
    ignore: !hasTool("ionice"),
    fn: async () => {
      using gate = new Gate();
      const io = { class: "best-effort", level: 6 } as const;
      const { stdout } = await gate.pass(shell, gate.spec(["ionice"], { limits: { io } }));
      equal(stdout, "best-effort: prio 6\n");
    },
  });
}
