// The script for control groups: real ones where they are, and a tree of plain files for what holds limits.

import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { exists } from "../../system/durable.ts";
import { askScript, groupEvent, groupPids, HAS_CGROUPS } from "../support/cgroups.ts";
import { until } from "../support/deadline.ts";
import { ROOT } from "../support/place.ts";
import { SHELLS } from "../support/shells.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

/** A run's folder, and a tree as that below /sys/fs/cgroup, with a script that takes it for that. */
class Tree implements Disposable {
  readonly #folder = temporaryFolder();
  readonly run = `${this.#folder.path}/run`;
  readonly root = `${this.#folder.path}/sys`;
  readonly place: string;
  readonly group: string;
  readonly script = `${this.#folder.path}/cgroup.sh`;

  constructor({ unit = "chored.service", inUnit = "", own = "", down = "cpu memory pids" } = {}) {
    this.place = `${this.root}/user.slice/${unit}`;
    this.group = `${this.place}/chore.chored.7`;
    Deno.mkdirSync(`${this.run}/w`, { recursive: true });
    Deno.mkdirSync(this.place, { recursive: true });
    Deno.writeTextFileSync(`${this.run}/cgroup`, "chore.chored.7\n");
    Deno.writeTextFileSync(`${this.root}/cgroup.controllers`, "cpu memory pids\n");
    Deno.writeTextFileSync(`${this.place}/cgroup.controllers`, "cpu memory pids\n");
    Deno.writeTextFileSync(`${this.place}/cgroup.subtree_control`, `${down}\n`);
    Deno.writeTextFileSync(`${this.place}/cgroup.procs`, "");
    Deno.writeTextFileSync(
      `${this.#folder.path}/own`,
      `0::${own || `/user.slice/${unit}${inUnit}`}\n`,
    );
    for (const name of ["cgroup.sh", "cgroup_make.sh"]) {
      const text = Deno.readTextFileSync(`${ROOT}/bin/${name}`)
        .replace("sys=/sys/fs/cgroup", `sys='${this.root}'`)
        .replace("own=/proc/self/cgroup", `own='${this.#folder.path}/own'`);
      Deno.writeTextFileSync(`${this.#folder.path}/${name}`, text, { mode: 0o755 });
    }
  }

  async ask(verb: string, more: { words?: readonly string[]; shell?: readonly string[] } = {}) {
    return await askScript(verb, this.run, { ...more, script: this.script });
  }

  read(file: string): string {
    return Deno.readTextFileSync(`${this.group}/${file}`).trimEnd();
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}

const wishes = ["memory=1073741824", "pids=64", "cpu=150"];

for (const shell of SHELLS) {
  Deno.test(`cgroup.sh make writes each limit into its own file, in ${shell[0]}`, async () => {
    using tree = new Tree();
    const { code, stdout, stderr } = await tree.ask("make", { words: wishes, shell });
    deepEqual([code, stderr], [0, ""]);
    equal(stdout, `${tree.group}\nmemory pids cpu\n-\n`);
    equal(Deno.readTextFileSync(`${tree.run}/w/group`), stdout);
    const files = ["memory.max", "memory.oom.group", "pids.max", "cpu.max"];
    deepEqual(files.map((file) => tree.read(file)), ["1073741824", "1", "64", "150000 100000"]);
    // where the machine has no swap, there is no such file
    equal(exists(`${tree.group}/memory.swap.max`), false);
  });

  Deno.test(`cgroup.sh makes groups beside that of chored, and hands controllers down, in ${shell[0]}`, async () => {
    using tree = new Tree({ inUnit: "/chore.self", down: "" });
    const { stdout } = await tree.ask("make", { words: ["pids=9"], shell });
    equal(stdout, `${tree.group}\npids\n-\n`);
    equal(Deno.readTextFileSync(`${tree.place}/cgroup.subtree_control`), "+pids\n");
  });

  Deno.test({
    name: `cgroup.sh freezes, thaws, looks at and ends what is in a group, in ${shell[0]}`,
    ignore: !HAS_CGROUPS,
    fn: async () => {
      using folder = temporaryFolder();
      Deno.mkdirSync(`${folder.path}/w`);
      Deno.writeTextFileSync(`${folder.path}/cgroup`, "chore.test.2\n");
      const ask = (verb: string) => askScript(verb, folder.path, { shell });
      const [path = ""] = (await ask("make")).stdout.split("\n");
      const child = new Deno.Command("sleep", { args: ["600"] }).spawn();
      Deno.writeTextFileSync(`${path}/cgroup.procs`, `${child.pid}`);
      deepEqual(groupPids(path), [child.pid]);
      equal((await ask("freeze")).code, 0);
      await until("it is frozen", () => groupEvent(path, "frozen") === "1");
      match((await ask("look")).stdout, /^populated 1\noom \d*\n$/);
      equal((await ask("thaw")).code, 0);
      await until("it goes on", () => groupEvent(path, "frozen") === "0");
      await ask("freeze");
      // what is left goes on, and nobody else would let it
      match((await ask("end")).stdout, /^populated 1$/m);
      await until("it goes on", () => groupEvent(path, "frozen") === "0");
      Deno.mkdirSync(`${path}/of_the_job`);
      await ask("freeze");
      await ask("clear");
      equal((await child.status).signal, "SIGKILL");
      equal(exists(path), false);
      equal((await ask("look")).stdout, "populated 0\n");
    },
  });
}

Deno.test("cgroup.sh says why a limit is not held", async () => {
  using tree = new Tree({ down: "memory" });
  Deno.writeTextFileSync(`${tree.place}/cgroup.controllers`, "memory\n");
  // as root may write all files of a mode
  Deno.removeSync(`${tree.place}/cgroup.subtree_control`);
  Deno.mkdirSync(`${tree.place}/cgroup.subtree_control`);
  const [path, held, why] = (await tree.ask("make", { words: wishes })).stdout.split("\n");
  deepEqual([path, held], [tree.group, ""]);
  match(why ?? "", /^the controller cpu is not to be had in ".*chored\.service"$/);
});

Deno.test("cgroup.sh makes none where nothing can be written, and says what to do", async () => {
  using tree = new Tree();
  Deno.removeSync(`${tree.place}/cgroup.procs`);
  const [path, held, why] = (await tree.ask("make", { words: wishes })).stdout.split("\n");
  deepEqual([path, held], ["", ""]);
  match(
    why ?? "",
    /cannot be written: start chored as a service with Delegate=yes and DelegateSubgroup=chore\.self$/,
  );
  using outside = new Tree({ own: "/../other" });
  match((await outside.ask("make")).stdout, /^\n\nthe control group of chored lies outside/);
  using none = new Tree();
  Deno.removeSync(`${none.root}/cgroup.controllers`);
  match((await none.ask("make")).stdout, /^\n\nthis system has no control groups of version 2/);
});

Deno.test("cgroup.sh reads how many the kernel ended for want of memory", async () => {
  using tree = new Tree();
  await tree.ask("make", { words: wishes });
  Deno.writeTextFileSync(`${tree.group}/cgroup.events`, "populated 0\nfrozen 0\n");
  const events = "low 0\nhigh 0\nmax 40\noom 2\noom_kill 3\noom_group_kill 1\n";
  Deno.writeTextFileSync(`${tree.group}/memory.events`, events);
  equal((await tree.ask("look")).stdout, "populated 0\noom 3\n");
});

Deno.test("cgroup.sh ends a group before Linux 5.14 frozen, one by one", async () => {
  using tree = new Tree();
  await tree.ask("make");
  const child = new Deno.Command("sleep", { args: ["600"] }).spawn();
  Deno.writeTextFileSync(`${tree.group}/cgroup.procs`, `${child.pid}\n`);
  equal((await tree.ask("kill")).code, 0);
  equal((await child.status).signal, "SIGKILL");
  equal(tree.read("cgroup.freeze"), "0");
  Deno.writeTextFileSync(`${tree.group}/cgroup.kill`, "");
  await tree.ask("kill");
  equal(tree.read("cgroup.kill"), "1");
});

Deno.test("cgroup.sh touches no group but that of its run", async () => {
  using tree = new Tree();
  await tree.ask("make");
  Deno.mkdirSync(`${tree.root}/system.slice/chore.chored.7`, { recursive: true });
  const record = `${tree.run}/w/group`;
  for (
    const path of [
      `${tree.root}/system.slice`,
      tree.root,
      `${tree.group}/..`,
      `${tree.place}/../chored.service/chore.chored.7`,
      `${tree.place}/./chore.chored.7`,
      `/tmp/chore.chored.7`,
      `${tree.root}//chore.chored.7`,
      "",
    ]
  ) {
    Deno.writeTextFileSync(record, `${path}\n\n-\n`);
    const { code, stderr } = await tree.ask("freeze");
    deepEqual([code, stderr], [1, `"${path}" is no group of this run\n`]);
  }
  for (
    const name of ["system.slice", "chore.self", "chore.", "chore.a/b", "chore.a..b", "chore.*"]
  ) {
    Deno.writeTextFileSync(`${tree.run}/cgroup`, `${name}\n`);
    const { code, stderr } = await tree.ask("make");
    deepEqual([code, stderr], [1, `"${name}" is no name of a group\n`]);
  }
  equal((await tree.ask("make", { words: ["io=1"] })).code, 1);
});

Deno.test("cgroup.sh settle moves a chored that is alone in a scope, and no other", async () => {
  const settle = async (unit: string, procs: string) => {
    const tree = new Tree({ unit });
    Deno.writeTextFileSync(`${tree.place}/cgroup.procs`, procs);
    await askScript("settle", "4242", { words: ["chored"], script: tree.script });
    return tree;
  };
  // systemd puts the next chored of a service where it put this one
  for (const [unit, procs] of [["run-1.scope", "4242\n4243\n"], ["chored.service", "4242\n"]]) {
    using tree = await settle(unit ?? "", procs ?? "");
    equal(exists(`${tree.place}/chore.self`), false, unit);
  }
  using tree = await settle("run-1.scope", "4242\n");
  // each writes over the one before in a plain file: it comes last itself
  equal(Deno.readTextFileSync(`${tree.place}/chore.self/cgroup.procs`), "0\n");
});

Deno.test("cgroup.sh settle removes what was left behind, once it is old", async () => {
  using tree = new Tree();
  const paths = ["old.chored", "chore.chored.1", "chore.chored.2", "chore.other.3"]
    .map((name) => `${tree.place}/${name}`);
  for (const path of paths) Deno.mkdirSync(path);
  const before = new Date(Date.now() - 120_000);
  for (const path of paths.filter((path) => !path.endsWith(".2"))) {
    Deno.utimeSync(path, before, before);
  }
  await askScript("settle", "4242", { words: ["chored"], script: tree.script });
  deepEqual(paths.map(exists), [true, false, true, true]);
});
