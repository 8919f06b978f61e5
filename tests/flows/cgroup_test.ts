// Control groups of jobs, made by the real programs where the system lets them.

import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { connect } from "../../mod.ts";
import { exists } from "../../system/durable.ts";
import type { ShownJob } from "../../wire/replies.ts";
import { groupEvent, groupOf, groupPids, HAS_CGROUPS } from "../support/cgroups.ts";
import { CAN_CONFINE } from "../support/confinement.ts";
import { until } from "../support/deadline.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

const ignore = !HAS_CGROUPS;
const tick = "while :; do echo tick; sleep 0.05; done";
const isFrozen = (path: string) => groupEvent(path, "frozen") === "1";

async function groupFor(home: UserHome, name: string): Promise<string> {
  const run = (await home.job(name)).runs.at(-1)?.run ?? 0;
  const path = groupOf(home.base, { run });
  ok(path !== undefined, `job ${name} has a group`);
  return path;
}

Deno.test({
  name: "a job with such a limit has a control group, which is frozen by pause and gone with it",
  ignore,
  fn: async () => {
    await using home = await makeHome();
    await home.run("-j", "job", "--limit", "mem=1G,procs=500,files=99", "-c", tick);
    await home.untilSaid("job", "tick");
    const path = await groupFor(home, "job");
    const { pid } = (await home.job("job")).runs[0] ?? {};
    ok(groupPids(path).includes(pid ?? 0));
    await home.ask(["pause", "job"]);
    await until("the job is frozen", () => isFrozen(path));
    equal((await home.job("job")).state, "paused");
    await home.ask(["resume", "job"]);
    await until("the job goes on", () => !isFrozen(path));
    const { limitsHeld } = await home.json<ShownJob>(["show", "job"]);
    equal(limitsHeld?.cgroup, path);
    const all = [...limitsHeld?.byCgroup ?? [], ...limitsHeld?.bySetrlimit ?? []];
    deepEqual(all.sort(), ["files=99", "mem=1G", "procs=500"]);
    match(
      await home.ask(["show", "job"]),
      /^limits: .*\(by (?:cgroup, the whole job|setrlimit, )/m,
    );
    await home.ask(["stop", "job"]);
    equal(exists(path), false);
    match((await home.job("job")).why, /^ended by SIGTERM; stopped by/);
  },
});

Deno.test({
  name: "a paused job in a control group ends by stop and by kill",
  ignore,
  fn: async () => {
    await using home = await makeHome();
    for (const [name, end] of [["a", "stop"], ["b", "kill"]] as const) {
      await home.run("-j", name, "--limit", "mem=1G", "-c", tick);
      await home.untilSaid(name, "tick");
      const path = await groupFor(home, name);
      await home.ask(["pause", name]);
      await until("the job is frozen", () => isFrozen(path));
      await home.ask([end, name]);
      equal(
        (await home.job(name)).runs[0]?.outcome?.signal,
        end === "stop" ? "SIGTERM" : "SIGKILL",
      );
      equal(exists(path), false);
    }
  },
});

Deno.test({
  name: "a stop ends what has left the process group of a job, after the grace",
  ignore,
  fn: async () => {
    await using home = await makeHome();
    const script = "setsid sleep 600 & echo left; wait";
    await home.run("-j", "job", "--limit", "mem=1G", "--grace", "200ms", "-c", script);
    await home.untilSaid("job", "left");
    const path = await groupFor(home, "job");
    await until("it has left", () => groupPids(path).length === 2);
    await home.ask(["stop", "job"]);
    equal(exists(path), false);
    equal((await home.job("job")).runs[0]?.leftBehind, false);
  },
});

Deno.test({
  name: "what a job leaves behind in its control group goes on, and is told",
  ignore,
  fn: async () => {
    await using home = await makeHome();
    const script = "setsid sleep 600 </dev/null >/dev/null 2>&1 & sleep 0.2";
    const ran = await home.chore(["run", "-f", "-j", "job", "--limit", "mem=1G", "-c", script]);
    equal(ran.code, 0, ran.stderr);
    equal((await home.job("job")).runs[0]?.leftBehind, true);
    const path = await groupFor(home, "job");
    const [pid = 0, ...others] = groupPids(path);
    equal(others.length, 0);
    Deno.kill(pid, "SIGKILL");
    await until("the group is empty", () => groupPids(path).length === 0);
    Deno.removeSync(path);
  },
});

Deno.test({
  name: "a confined job is frozen and ended with all that is between",
  ignore: ignore || !CAN_CONFINE,
  fn: async () => {
    await using home = await makeHome();
    await home.run("-j", "job", "--limit", "mem=1G", "--sandbox", "strict", "-c", tick);
    await home.untilSaid("job", "tick");
    const path = await groupFor(home, "job");
    ok(groupPids(path).length >= 3);
    await home.ask(["pause", "job"]);
    await until("the job is frozen", () => isFrozen(path));
    await home.ask(["resume", "job"]);
    await home.ask(["stop", "job"]);
    match(
      (await home.job("job")).why,
      /^exit code 143; that is 128 \+ SIGTERM by the account of its sandbox; stopped by/,
    );
    equal(exists(path), false);
  },
});

Deno.test({
  name: "chore.toml says which jobs get a control group",
  ignore,
  fn: async () => {
    await using home = await makeHome({ isIdle: true });
    Deno.mkdirSync(home.base, { mode: 0o700 });
    const toml = `${home.base}/chore.toml`;
    Deno.writeTextFileSync(toml, '[defaults]\ncgroup = "always"\n', { mode: 0o600 });
    await home.run("-j", "all", "--", "sleep", "600");
    ok(exists(await groupFor(home, "all")));
    await home.ask(["kill", "all"]);
    Deno.writeTextFileSync(toml, '[defaults]\ncgroup = "never"\n');
    await home.ask(["reload"]);
    await home.run("-j", "none", "--limit", "mem=1G", "--", "sleep", "600");
    equal(groupOf(home.base, { run: 2 }), undefined);
    match(
      await home.ask(["show", "none"]),
      /^limits: mem=1G \(by setrlimit, each process by itself\)$/m,
    );
    const refused = await home.chore(["run", "--limit", "cpus=1", "--", "true"]);
    equal(refused.code, 100);
    match(refused.stderr, /the limit cpus needs a control group: .*cgroup of chore\.toml/);
    await home.ask(["kill", "none"]);
    // a job that asks for nothing gets none
    Deno.writeTextFileSync(toml, "");
    await home.ask(["reload"]);
    await home.run("-j", "plain", "--", "true");
    equal(exists((await home.filesOf("plain")).groupName), false);
  },
});

Deno.test({
  name: "the worker of a job that has a control group may run the script for it, and no other may",
  ignore,
  fn: async () => {
    await using home = await makeHome();
    await home.run("-j", "grouped", "--limit", "mem=1G", "--", "sleep", "600");
    await home.run("-j", "plain", "--", "sleep", "600");
    const rights = async (name: string) => {
      const words = await home.ask(["manifest", "--json", name]);
      return words.includes("/bin/cgroup.sh");
    };
    deepEqual([await rights("grouped"), await rights("plain")], [true, false]);
    const checked = await home.chore(["manifest", "--check"]);
    equal(checked.stdout.includes("cgroup.sh"), false, checked.stdout);
    await home.ask(["kill", "-a"]);
  },
});

Deno.test({
  name: "cpus is refused before the command can run, where no control group holds it",
  ignore: ignore || Deno.readTextFileSync("/proc/self/cgroup").split("\n").length <= 2,
  fn: async () => {
    await using home = await makeHome();
    await using session = await connect({ base: home.base });
    const { id } = await session.run({ argv: ["touch", home.path("ran")], limits: { cpus: 1.5 } });
    await session.wait([id]);
    const { why } = await home.job(String(id));
    match(
      why,
      /^could not start: the limit cpus=1\.5 needs a control group: the controller cpu is not/,
    );
    deepEqual([exists(home.path("ran")), groupOf(home.base, { run: 1 })], [false, undefined]);
  },
});
