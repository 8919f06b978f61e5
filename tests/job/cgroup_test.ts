import {
  deepStrictEqual as deepEqual,
  match,
  notStrictEqual,
  strictEqual as equal,
} from "node:assert/strict";
import { groupName, groupWishes, readGroup, wantsGroup } from "../../job/cgroup.ts";
import { heldBy, heldText } from "../../job/limits_held.ts";
import type { ResourceLimits } from "../../job/resource_limits.ts";
import { LIMITS } from "../../limits.ts";
import { Gate } from "../support/gate.ts";
import { SHELLS } from "../support/shells.ts";

Deno.test("wantsGroup() gives one to what it can hold, to all, or to none", () => {
  for (const limits of [{ memoryBytes: 2 ** 30 }, { procs: 1 }, { cpus: 0.5 }]) {
    deepEqual((["auto", "always", "never"] as const).map((policy) => wantsGroup(limits, policy)), [
      ...[true, true, false],
    ]);
  }
  const others: ResourceLimits = { cpuMs: 1000, files: 99, nice: 3 };
  deepEqual((["auto", "always", "never"] as const).map((policy) => wantsGroup(others, policy)), [
    ...[false, true, false],
  ]);
});

Deno.test("groupName() is another one for each run, session and base folder", () => {
  const name = groupName(12, { session: "chored", base: "/home/ann/.config/chore" });
  match(name, /^chore\.chored\.[0-9a-f]{8}\.12$/);
  for (
    const [run, session, base] of [
      [13, "chored", "/home/ann/.config/chore"],
      [12, "other", "/home/ann/.config/chore"],
      [12, "chored", "/home/bob/.config/chore"],
    ] as const
  ) notStrictEqual(groupName(run, { session, base }), name);
  match(groupName(1, { session: "s", base: "/ö/\u{1f600}" }), /^chore\.s\.[0-9a-f]{8}\.1$/);
});

Deno.test("groupWishes() has room for what confines a job", () => {
  const limits = { memoryBytes: 4096, procs: 10, cpus: 0.07 };
  deepEqual(groupWishes(limits, { isConfined: false }), ["memory=4096", "pids=10", "cpu=7"]);
  deepEqual(groupWishes({ procs: 10 }, { isConfined: true }), ["pids=12"]);
  deepEqual(groupWishes({}, { isConfined: true }), []);
});

Deno.test("readGroup() takes a whole record, and nothing else", () => {
  deepEqual(readGroup("/sys/fs/cgroup/a\nmemory pids\n-\n"), {
    ...{ path: "/sys/fs/cgroup/a", holds: ["memoryBytes", "procs"], why: undefined },
  });
  deepEqual(readGroup("\n\nno room\n"), { path: undefined, holds: [], why: "no room" });
  for (const text of ["", "\n", "/a\nmemory\n", "/a\nmemory\n-"]) equal(readGroup(text), undefined);
  equal(readGroup(`\n\n${"x".repeat(10_000)}\n`)?.why?.length, LIMITS.reasonChars);
});

Deno.test("heldBy() tells what holds each limit, and heldText() says it", () => {
  const limits = { cpuMs: 60_000, memoryBytes: 2 ** 30, procs: 64, cpus: 1.5 };
  const made = readGroup("/g\nmemory cpu\nthe controller pids is not to be had\n");
  const held = heldBy(limits, made);
  deepEqual(held, {
    cgroup: "/g",
    byCgroup: ["mem=1G", "cpus=1.5"],
    bySetrlimit: ["cpu=1m", "procs=64"],
    why: "the controller pids is not to be had",
  });
  deepEqual(held === null ? [] : heldText(held), [
    "mem=1G,cpus=1.5 (by cgroup, the whole job)",
    "cpu=1m,procs=64 (by setrlimit, each process by itself, procs all of its user)",
    "no cgroup holds more: the controller pids is not to be had",
  ]);
  const plain = heldBy({ files: 99 }, undefined);
  deepEqual(plain, { cgroup: null, byCgroup: [], bySetrlimit: ["files=99"], why: null });
  equal(heldBy({}, undefined), null);
  equal(heldBy({}, readGroup("/g\n\n-\n"))?.cgroup, "/g");
});

/** A script in the place of the one that makes groups: says these three lines, and makes a file for the command to go into. */
function putScript(gate: Gate, { held, why = "-" }: { held: string; why?: string }) {
  const group = `${gate.cwd}/group`;
  Deno.mkdirSync(group, { recursive: true });
  const script = gate.put("cgroup.sh", {
    text:
      `#!/bin/sh\necho "$*" >'${gate.cwd}/asked'\nprintf '%s\\n' '${group}' '${held}' '${why}'\n`,
  });
  Object.assign(gate.run, { cgroup: { script, folder: gate.paths.folder } });
  return { group, asked: () => Deno.readTextFileSync(`${gate.cwd}/asked`) };
}

for (const shell of SHELLS) {
  for (const orphan of ["kill", "adopt"] as const) {
    Deno.test(`gateScript() leaves to a group what it holds, and goes in, ${orphan}, in ${shell[0]}`, async () => {
      using gate = new Gate();
      const { group, asked } = putScript(gate, { held: "memory pids" });
      const limits = { memoryBytes: 2 ** 40, procs: 7, files: 64 };
      const spec = gate.spec(["cat", "/proc/self/limits", "group/cgroup.procs"], {
        limits,
        orphan,
      });
      const { code, stdout, stderr } = await gate.pass(shell, spec);
      equal(code, 0, stderr);
      equal(asked(), `make ${gate.paths.folder} memory=${2 ** 40} pids=7\n`);
      const told = stdout.replaceAll(/ +/g, " ");
      match(told, /Max open files 64 64/);
      match(told, /Max address space unlimited/);
      equal(/Max processes 7 7/.test(told), false);
      // whoever writes it is who goes in
      match(told, /^0\n$/m);
      equal(Deno.readTextFileSync(`${group}/cgroup.procs`), "0\n");
    });
  }

  Deno.test(`gateScript() sets what no group holds, and refuses what nothing else can, in ${shell[0]}`, async () => {
    using gate = new Gate();
    putScript(gate, { held: "pids", why: `the controller "memory" is not here` });
    const spec = gate.spec(["cat", "/proc/self/limits"], { limits: { memoryBytes: 2 ** 30 } });
    const { stdout } = await gate.pass(shell, spec);
    match(stdout.replaceAll(/ +/g, " "), /Max address space 1073741824/);
    gate.clear();
    const end = await gate.pass(shell, gate.spec(["true"], { limits: { cpus: 1.5 } }));
    deepEqual([end.code, end.went], [126, false]);
    equal(
      end.refused,
      `the limit cpus=1.5 needs a control group: the controller "memory" is not here\n`,
    );
  });

  Deno.test(`gateScript() refuses where the group cannot be made or entered, in ${shell[0]}`, async () => {
    using gate = new Gate();
    const { group } = putScript(gate, { held: "" });
    Deno.mkdirSync(`${group}/cgroup.procs`);
    for (const orphan of ["kill", "adopt"] as const) {
      gate.clear();
      const end = await gate.pass(shell, gate.spec(["true"], { limits: { procs: 9 }, orphan }));
      deepEqual([end.code, end.went, end.refused], [
        ...[126, false, "it cannot enter its control group\n"],
      ]);
    }
    gate.clear();
    gate.put("cgroup.sh", { text: "#!/bin/sh\necho no room >&2\nexit 1\n" });
    const end = await gate.pass(shell, gate.spec(["true"], { limits: { procs: 9 } }));
    deepEqual([end.went, end.refused], [false, "its control group cannot be made: no room\n"]);
  });
}
