import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { CAN_CONFINE } from "../support/confinement.ts";
import { until } from "../support/deadline.ts";
import { isAlive } from "../support/proc.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

function confined(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: !CAN_CONFINE, fn });
}

const strict = ["--sandbox", "strict"];
/** Says which signals it gets, and ends by TERM with 7. */
const trap = "trap 'echo hup' HUP; trap 'echo term; exit 7' TERM; echo ready; " +
  "while :; do sleep 0.05; done";

async function start(home: UserHome, ...words: string[]): Promise<void> {
  await home.run("-j", "job", ...strict, ...words, "-c", trap);
  await home.untilSaid("job", "ready");
}

/** The command's own processes, as this machine numbers them. */
async function insiders(home: UserHome): Promise<number[]> {
  const { folder } = await home.filesOf("job");
  const told = await Deno.readTextFile(`${folder}/w/confined`);
  return [Number(/"child-pid": (\d+)/.exec(told)?.[1])];
}

confined("run --sandbox strict gives a job its folder, a /tmp, and its exit code", async () => {
  await using home = await makeHome();
  const script = `echo text >file && cat file; echo x >/tmp/x && ls /tmp/x; echo x >/etc/x; ` +
    `ls -A /run; ls ${home.base} 2>/dev/null; cat <&0; exit 7`;
  const ran = await home.chore(["run", "-f", "-j", "job", ...strict, "-c", script]);
  deepEqual([ran.code, ran.stdout], [7, "text\n/tmp/x\n"]);
  match(ran.stderr, /cannot create \/etc\/x: Read-only file system/);
  equal(await Deno.readTextFile(home.path("file")), "text\n");
  match(
    await home.ask(["show", "job"]),
    /^confined: sandbox strict \(by bubblewrap and seccomp\)$/m,
  );
  equal((await home.job("job")).runs[0]?.outcome?.kind, "exited");
});

confined("a confined job has exactly its environment, and tells who it is", async () => {
  await using home = await makeHome();
  const words = ["--clean-env", "--env", "A=1 2", "--env", "B-C=x", "--env", "LD_LIBRARY_PATH=/x"];
  const ran = await home.chore(["run", "-f", "-j", "job", ...strict, ...words, "--", "env"]);
  const names = ran.stdout.trimEnd().split("\n").map((line) => line.split("=")[0] ?? "");
  for (const name of ["A", "B-C", "LD_LIBRARY_PATH", "CHORE_JOB", "CHORE_RUN", "CHORE_SESSION"]) {
    ok(names.includes(name), name);
  }
  ok(ran.stdout.includes("\nA=1 2\n") || ran.stdout.startsWith("A=1 2\n"));
  const { folder } = await home.filesOf("job");
  deepEqual(names.filter((name) => /^(BASH|SHLVL|_$)/.test(name)), [], folder);
});

confined(
  "stop, signal, pause, resume and kill reach a confined job, and no bubblewrap",
  async () => {
    await using home = await makeHome();
    await start(home);
    await home.ask(["signal", "-HUP", "job"]);
    await home.untilSaid("job", "hup");
    await home.ask(["pause", "job"]);
    await home.untilState("job", "paused");
    await home.ask(["resume", "job"]);
    await home.ask(["stop", "job"]);
    const stopped = await home.job("job");
    deepEqual([stopped.state, stopped.runs[0]?.outcome?.code], ["stopped", 7]);
    equal(await home.ask(["log", "job"]), "ready\nhup\nterm\n");
    await home.ask(["restart", "job"]);
    await home.untilSaid("job", "ready");
    await home.ask(["kill", "job"]);
    equal((await home.chore(["wait", "job"])).code, 137);
    equal((await home.job("job")).runs.at(-1)?.outcome?.signal, "SIGKILL");
  },
);

confined(
  "what a confined job leaves behind ends with it, also in a session of its own",
  async () => {
    await using home = await makeHome();
    const script = "setsid sh -c 'exec 9>&-; sleep 600' >/dev/null 2>&1 & sleep 600 & exit 3";
    await home.run("-j", "job", ...strict, "-c", script);
    equal((await home.chore(["wait", "job"])).code, 3);
    const [leader = 0] = await insiders(home);
    equal(isAlive(leader), false);
    equal((await home.job("job")).runs[0]?.leftBehind, false);
  },
);

confined("a confined job outlives chored, and the next one has full control", async () => {
  await using home = await makeHome();
  await start(home);
  const pid = home.pid();
  Deno.kill(pid, "SIGKILL");
  await until("chored is gone", () => !isAlive(pid));
  await home.ask(["list"]);
  equal((await home.job("job")).state, "running");
  await home.ask(["stop", "job"]);
  equal((await home.job("job")).runs[0]?.outcome?.code, 7);
});

async function killWorker(home: UserHome): Promise<void> {
  const [worker] = await home.workers();
  if (worker === undefined) throw new Error("there is no worker");
  Deno.kill(worker.pid, "SIGKILL");
}

confined("the undertaker ends a confined job whose worker was killed, by TERM first", async () => {
  await using home = await makeHome();
  await start(home, "--output", "direct");
  const [leader = 0] = await insiders(home);
  await killWorker(home);
  await home.untilState("job", "lost");
  match((await home.job("job")).why, /the rest of the job was ended by TERM/);
  equal(await home.ask(["log", "job"]), "ready\nterm\n");
  await until("nothing of it lives", () => !isAlive(leader));
});

confined("--orphan leave leaves a confined job, and adopt takes it over", async () => {
  await using home = await makeHome();
  await start(home, "--orphan", "leave", "--output", "direct");
  const [leader = 0] = await insiders(home);
  await killWorker(home);
  await home.untilState("job", "lost");
  equal(isAlive(leader), true);
  Deno.kill(leader, "SIGKILL");
  await home.ask(["rm", "job"]);
  await start(home, "--orphan", "adopt");
  await killWorker(home);
  await until("another worker has it", async () => {
    const { state, runs } = await home.job("job");
    return state === "running" && (await home.workers()).length === 1 && runs.length === 1;
  });
  await home.ask(["stop", "job"]);
  deepEqual((await home.job("job")).runs[0]?.outcome?.code, 7);
});

confined("a path that is granted must be there, and hold no link, at each start", async () => {
  await using home = await makeHome();
  await Deno.mkdir(home.path("real"));
  await Deno.symlink(home.path("real"), home.path("link"));
  await Deno.mkdir(home.path("real/in"));
  const refusals = [
    [home.path("nowhere"), "it cannot be granted what is not there"],
    [home.path("link"), "it cannot be granted a link"],
    [home.path("link/in"), "it cannot be granted a path with a link in it"],
  ] as const;
  for (const [path, reason] of refusals) {
    const ran = await home.chore(["run", "-f", "--unveil", `rwc:${path}`, "--", "true"]);
    equal(ran.code, 103, path);
    ok(ran.stderr.includes(`${reason}: "${path}"`), ran.stderr);
  }
  await home.run("-j", "job", "--unveil", `r:${home.path("real")}`, "--", "true");
  await home.chore(["wait", "job"]);
  await Deno.remove(home.path("real"), { recursive: true });
  await Deno.symlink("/etc", home.path("real"));
  await home.chore(["restart", "job"]);
  await home.untilState("job", "failed");
  match((await home.job("job")).why, /it cannot be granted a link/);
});

confined(
  "show tells what stands around a confined job, and where that is not what was asked",
  async () => {
    await using home = await makeHome();
    await Deno.mkdir(home.path("in"));
    await home.run(
      ...["-j", "job", "--pledge", "stdio rpath wpath", "--unveil", `r:${home.path("in")}`],
      ...["--", "true"],
    );
    const shown = await home.ask(["show", "job"]);
    for (
      const line of [
        `confined: pledge "stdio rpath wpath", unveil r:${
          home.path("in")
        } (by bubblewrap and seccomp)`,
        `sees: the system's own, and ${home.path("in")}`,
        ...["writes: nothing more", "tmp: as the rest", "network: no", "unix_sockets: no"],
        "may_not: start processes, change who it is, give files to others, make fifos",
        "differs: exec, fattr, flock, getpw cannot be withheld",
        "differs: cpath cannot be kept apart from wpath",
        `differs: r:${home.path("in")} can be executed too`,
      ]
    ) ok(shown.includes(`${line}\n`), `${line}\n\n${shown}`);
    const { confinement } = await home.job("job");
    deepEqual(confinement?.walls.grants, [{ path: home.path("in"), access: "read" }]);
    equal(confinement?.differs.length, 3);
    const manifest = await home.ask(["manifest", "job"]);
    match(manifest, /^ {2}note {2}cpath cannot be kept apart from wpath$/m);
    type Told = { readonly program: string; readonly confinement?: unknown };
    const told = (await home.json<Told[]>(["manifest", "job"])).find(({ program }) =>
      program === "job"
    );
    deepEqual(told?.confinement, confinement);
    await home.run("-j", "open", "--", "true");
    equal((await home.job("open")).confinement, null);
  },
);

confined(
  "a base folder that a link leads to is hidden by both paths, and from a job that could move the link",
  async () => {
    await using outer = await makeHome({ isIdle: true });
    await Deno.mkdir(outer.path("real"));
    await Deno.mkdir(outer.path("work"));
    for (const to of [outer.path("real"), "real"]) {
      const name = to === "real" ? "relative" : "absolute";
      await Deno.symlink(to, outer.path(name));
      const env = { CHORE_HOME: outer.path(`${name}/${name}`) };
      const inside = ["run", "-f", "-C", outer.path("work"), "--sandbox", "default"];
      for (const base of [outer.path(`real/${name}`), env.CHORE_HOME]) {
        const seen = await outer.chore([...inside, "--", "ls", "-A", base], { env });
        equal(seen.stdout, "");
      }
      for (const words of [["--no-net"], ["--sandbox", "default", "-C", outer.folder]]) {
        const { code, stderr } = await outer.chore(["run", ...words, "--", "true"], { env });
        equal(code, 100, stderr);
        match(
          stderr,
          /it could move the link that leads to chore's folder by ".*": set CHORE_HOME/,
        );
      }
      await outer.ask(["shutdown"], { env });
    }
  },
);

confined("what cannot be confined as asked is refused before it is stored", async () => {
  await using home = await makeHome();
  const refusals = [
    [["--unveil", `r:${home.base}/run`], 100, /that is chore's own folder/],
    [["-C", home.base, "--sandbox", "strict"], 100, /that is chore's own folder/],
    [["-C", "/", "--sandbox", "default"], 100, /it cannot be confined in "\/"/],
    [["--unveil", "rwc:/"], 100, /it cannot unveil "\/": that would be everything/],
    [["--unveil", "r:/usr/../etc"], 100, /write it without/],
    [["--unveil", "r:/proc/1"], 100, /a confined job has a \/proc of its own/],
    [["--sandbox", "strict", "--unveil", `r:${home.folder}/a`], 100, /which the job can write/],
    [["--unveil", "r:etc"], 100, /"etc" is no absolute path/],
    [["--unveil", "r:/a", "--unveil", "rwc:/a"], 100, /it unveils "\/a" twice: say once/],
    [["--unveil", "rwc:/usr/lib"], 100, /write in "\/usr\/lib": that is the system's own/],
    [["--unveil", `r:${home.base}`, "--pledge", "stdio"], 100, /that is chore's own folder/],
    [["--unveil", "z:/etc"], 100, /it is not PERMISSIONS:PATH/],
    [["--pledge", "stdio intet"], 100, /"intet" is none of .*: did you mean "inet"\?/],
    [["--pledge", "stdio settime"], 100, /no confined job can have "settime"/],
    [["--sandbox", "strickt"], 100, /did you mean "?strict"?/],
  ] as const;
  for (const [words, code, reason] of refusals) {
    const ran = await home.chore(["run", "-j", "job", ...words, "--", "true"]);
    equal(ran.code, code, `${words.join(" ")}: ${ran.stderr}`);
    match(ran.stderr, reason);
  }
  deepEqual(JSON.parse(await home.ask(["list", "--json"])), []);
});
