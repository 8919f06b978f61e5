import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { connect } from "../../mod.ts";
import { HAS_CGROUPS } from "../support/cgroups.ts";
import { Checkout } from "../support/checkout.ts";
import { CAN_CONFINE } from "../support/confinement.ts";
import { makeHome } from "../support/user_home.ts";

Deno.test("run --limit, --nice, --ionice and --umask hold for the command, and show tells them", async () => {
  await using home = await makeHome();
  const words = [
    "--limit",
    "cpu=10m,files=99",
    "--limit",
    "core=0",
    "--nice",
    "5",
    "--umask",
    "027",
  ];
  const script = "ulimit -t; ulimit -n; ulimit -c; nice; umask";
  const ran = await home.chore(["run", "-f", "-j", "job", ...words, "-c", script]);
  deepEqual([ran.code, ran.stdout], [0, "600\n99\n0\n5\n0027\n"], ran.stderr);
  const shown = await home.ask(["show", "job"]);
  match(shown, /^limits: cpu=10m,files=99,core=0 \(by setrlimit, each process by itself\)$/m);
  match(shown, /^nice_added: 5$/m);
});

Deno.test("a job that ends by a limit is told as that", async () => {
  await using home = await makeHome();
  const cpu = ["--limit", "cpu=1s", "-c", "while :; do :; done"];
  equal((await home.chore(["run", "-f", "-j", "cpu", ...cpu])).code, 152);
  match((await home.job("cpu")).why, /^ended by SIGXCPU \(cpu limit\); its cpu limit was 1s$/);
  const size = ["--limit", "fsize=1K", "--", "head", "-c", "4096", "/dev/zero"];
  await home.run("-j", "size", "--output", "direct", ...size);
  await home.chore(["wait", "size"]);
  match((await home.job("size")).why, /^ended by SIGXFSZ \(fsize limit\); its fsize limit was 1K$/);
});

Deno.test("the cause of an end is told wherever the end is", async () => {
  await using home = await makeHome();
  const cpu = ["--limit", "cpu=1s", "-c", "while :; do :; done"];
  equal((await home.chore(["run", "-f", "-j", "cpu", ...cpu])).code, 152);
  const { outcome } = (await home.job("cpu")).runs[0] ?? {};
  deepEqual(outcome, { kind: "signaled", code: null, signal: "SIGXCPU", reason: "cpu limit" });
  match(await home.ask(["list"]), / SIGXCPU cpu limit /);
  match(await home.ask(["history"]), / SIGXCPU cpu limit /);
  const line = JSON.parse(await home.ask(["history", "--json"]));
  equal(line.outcome.reason, "cpu limit");
  match(await home.ask(["why", "cpu"]), /ended by SIGXCPU \(cpu limit\); its cpu limit was 1s/);
  const events = await home.ask(["events", "--since", "1h", "--until-ended", "--json", "cpu"]);
  match(events, /ended by SIGXCPU \(cpu limit\)/);
});

Deno.test({
  name: "a job that its filter of system calls ends is told as that, by the account of its sandbox",
  ignore: !CAN_CONFINE,
  fn: async () => {
    await using home = await makeHome();
    const words = ["--pledge", "stdio rpath proc", "-c", "kill -SYS $$"];
    equal((await home.chore(["run", "-f", "-j", "job", ...words])).code, 159);
    const { why, runs } = await home.job("job");
    equal(why, "exit code 159 (seccomp); that is 128 + SIGSYS by the account of its sandbox");
    equal(runs[0]?.outcome?.reason, "seccomp");
  },
});

Deno.test({
  name: "a job that the kernel ends for want of memory in its control group is told as that",
  ignore: !HAS_CGROUPS,
  fn: async () => {
    // few machines of tests have that controller: the count is made up, the rest is not
    await using checkout = await Checkout.copy({
      "bin/cgroup.sh": (text) => text.replace("$(value memory.events oom_kill)", "2"),
    });
    await using home = await makeHome({ root: checkout.root });
    const words = ["--limit", "mem=1G", "-c", "kill -KILL $$"];
    await home.run("-j", "job", ...words);
    equal((await home.chore(["wait", "job"])).code, 137);
    const { why, runs } = await home.job("job");
    equal(why, "ended by SIGKILL (oom); its mem limit was 1G");
    equal(runs[0]?.outcome?.reason, "oom");
  },
});

Deno.test("limits and confinement can be edited, are in a dry run, in a batch and in a choretab", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--hold", "--limit", "files=99", "--sandbox", "strict", "--", "true");
  const document = JSON.parse(await home.ask(["edit", "--print", "job"]));
  deepEqual(document.limits, { files: 99 });
  const confine = { sandbox: "strict", unveil: [], noNet: false, privateTmp: false };
  deepEqual(document.confine, confine);
  const change = { ...document, limits: { procs: 500 }, confine: { ...confine, noNet: true } };
  const stdin = JSON.stringify(change, null, 1);
  equal((await home.chore(["edit", "--set", "-", "job"], { input: stdin })).code, 0);
  const { limits, confine: now } = JSON.parse(await home.ask(["edit", "--print", "job"]));
  deepEqual([limits, now.noNet], [{ procs: 500 }, true]);
  for (
    const wrong of [{ limits: { files: 1 } }, { confine: { sandbox: "x" } }, { limits: { x: 1 } }]
  ) {
    const ran = await home.chore(["edit", "--set", "-", "job"], { input: JSON.stringify(wrong) });
    equal(ran.code, 100, JSON.stringify(wrong));
  }
  const dry = JSON.parse(
    await home.ask(["run", "--dry-run", "--no-net", "--nice", "3", "--", "true"]),
  );
  deepEqual([dry.confine.noNet, dry.limits], [true, { nice: 3 }]);
  const lines = '{"name":"one","argv":["true"],"held":true,"limits":{"files":64}}\n';
  await home.ask(["run", "--batch", "-", "--umask", "077"], { input: lines });
  deepEqual(JSON.parse(await home.ask(["edit", "--print", "one"])).limits, { files: 64 });
  const tab = "0 0 1 1 * -j timed --limit cpu=1m --pledge 'stdio rpath' --umask 027 -- true\n";
  await Deno.writeTextFile(home.path("tab"), tab);
  await home.ask(["tab", home.path("tab")]);
  const { confine: timed, umask } = JSON.parse(await home.ask(["edit", "--print", "timed"]));
  deepEqual([timed.pledge, umask], [["stdio", "rpath"], "0027"]);
});

Deno.test({
  name: "a program asks for limits and confinement by mod.ts",
  ignore: !CAN_CONFINE,
  fn: async () => {
    await using home = await makeHome();
    await using session = await connect({ base: home.base });
    const { id } = await session.run({
      ...{ argv: ["sh", "-c", "ulimit -n; echo x >/etc/x"], cwd: home.folder },
      limits: { files: 77 },
      confine: { sandbox: "strict" },
    });
    await session.wait([id]);
    equal(await home.ask(["log", "--stdout", String(id)]), "77\n");
    let said = "";
    await session.run({ argv: ["true"], confine: { pledge: ["x"] } }).catch((error) => {
      said = error.message;
    });
    ok(said.includes("confine"), said);
  },
});
