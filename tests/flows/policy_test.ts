import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import type { SessionView, ShownJob } from "../../wire/replies.ts";
import { CAN_CONFINE } from "../support/confinement.ts";
import { until } from "../support/deadline.ts";
import { policyFolder } from "../support/policy.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

interface Served {
  readonly home: UserHome;
  readonly file: string;
  write(text: string): string;
}

/** A session that is served under a policy. */
async function underPolicy(text: string, test: (served: Served) => Promise<void>) {
  using policies = policyFolder();
  await using home = await makeHome({ isIdle: true });
  const file = policies.write(text);
  const { code, stderr } = await home.chored(["--policy", file]);
  equal(code, 0, stderr);
  await test({ home, file, write: (text) => policies.write(text) });
}

const allowed = (what: string, rule: string) =>
  new RegExp(`the policy ".*/policy\\.toml" does not allow ${what}: see its rule ${rule}\n`);

Deno.test("a policy lets programs run that it names, and refuses others by its rule", async () => {
  const text = 'programs = ["/bin/echo", "/bin/sh"]\nfolders = ["/tmp"]\n';
  await underPolicy(text, async ({ home, file }) => {
    equal(await home.ask(["run", "-f", "-j", "a", "--", "echo", "it's", "a\nb"]), "it's a\nb\n");
    equal(await home.ask(["run", "-f", "--", "/bin/sh", "-c", "exit 0"]), "");
    const refused: readonly (readonly [words: string[], why: RegExp])[] = [
      [["--", "cat"], allowed('the program "cat"', "programs")],
      [["--", "/bin/cat", "x"], allowed('the program "/bin/cat"', "programs")],
      [["-C", "/", "--", "echo"], allowed('the folder "/"', "folders")],
      [["--dry-run", "--", "cat"], allowed('the program "cat"', "programs")],
    ];
    for (const [words, why] of refused) {
      const { code, stderr } = await home.chore(["run", ...words]);
      equal(code, 103, stderr);
      match(stderr, why);
    }
    const batch = await home.chore(["run", "--batch", "-"], {
      input: '{"argv": ["echo"]}\n{"argv": ["cat"]}\n',
    });
    match(batch.stderr, /\(job 2 of 2, none was accepted\)/);
    match(batch.stderr, /does not allow the program "cat": see its rule programs: line 2;/);
    equal((await home.json<SessionView>(["session"])).policy, file);
    match(await home.ask(["session"]), new RegExp(`^policy: ${file}$`, "m"));
    match(await home.ask(["show", "a"]), new RegExp(`^policy: ${file}$`, "m"));
  });
});

Deno.test("a policy holds for jobs that are edited, and for rules and tables", async () => {
  await underPolicy('programs = ["/bin/echo"]\n', async ({ home }) => {
    await home.run("-j", "later", "--hold", "--", "echo");
    const document = JSON.parse(await home.ask(["edit", "later", "--print"]));
    const edited = await home.chore(["edit", "later", "--set", "-"], {
      input: JSON.stringify({ ...document, argv: ["cat"] }),
    });
    equal(edited.code, 103, edited.stderr);
    match(edited.stderr, allowed('the program "cat"', "programs"));
    const shell = 'the program "/bin/sh", by which its (hooks are run|rules run what they do)';
    const rule = await home.chore(["react", "later", "-r", "x", "-R", "run:true"]);
    equal(rule.code, 103, rule.stderr);
    match(rule.stderr, allowed(shell, "programs"));
    const hook = await home.chore(["run", "--pre", "true", "--", "echo"]);
    match(hook.stderr, allowed(shell, "programs"));
    const tab = await home.chore(["tab", "-"], { input: "@daily cat\n" });
    ok(tab.code !== 0, tab.stdout);
    match(tab.stderr, /standard input:1:1: the policy ".*" does not allow the program "\/bin\/sh"/);
  });
});

Deno.test("a session under a policy is as its manifest says, in its processes and its files", async () => {
  using policies = policyFolder();
  await using home = await makeHome({ isIdle: true });
  Deno.writeTextFileSync(home.path("own.toml"), 'keep = "1h"\n');
  const file = policies.write('programs = ["/bin/sh", "/bin/sleep"]\n');
  equal((await home.chored(["--policy", file, "-p", home.path("own.toml")])).code, 0);
  await home.run("-j", "a", "--", "sleep", "600");
  // its own table is in chored's reach, and nobody else's
  await home.ask(["tab", "-"], { input: "@daily sleep 1\n" });
  equal(Deno.readTextFileSync(`${home.base}/choretab`), "@daily sleep 1\n");
  const checked = await home.chore(["manifest", "--check"]);
  equal(checked.stdout.split("\n").filter((line) => line.includes(home.folder)).join("\n"), "");
  match(checked.stderr, /2 processes and \d+ files were looked at/);
  const text = await home.ask(["manifest", "chored"]);
  match(text, /\/chored_worker\n +to start the worker of a run, which then keeps to the policy\n/);
  match(
    await home.ask(["manifest", "a"]),
    /\/gate\n +to start the command, if the policy allows it/,
  );
  equal(/please report/.test(text), false);
  const doctor = await home.chore(["doctor"]);
  match(doctor.stdout, new RegExp(`^ok +policy +${file}$`, "m"));
  Deno.chmodSync(file, 0o620);
  match((await home.chore(["doctor"])).stdout, /^fail +policy .*others can change/m);
  await home.ask(["kill", "a"]);
  await home.untilState("a", "stopped");
});

Deno.test("a policy bounds limits, and sets those that a job does not say", async () => {
  await underPolicy('[limits]\nfiles = 64\ncpu = "10m"\n', async ({ home }) => {
    equal(await home.ask(["run", "-f", "-c", "ulimit -n"]), "64\n");
    equal(
      await home.ask(["run", "-f", "--limit", "files=32", "-j", "a", "-c", "ulimit -n"]),
      "32\n",
    );
    const { code, stderr } = await home.chore(["run", "--limit", "files=65", "--", "true"]);
    equal(code, 103);
    match(stderr, allowed("the limit files=65", "limits.files"));
    const { policy, spec } = await home.json<ShownJob>(["show", "a"]);
    deepEqual(policy?.limits, { cpuMs: 600_000, files: 32 });
    deepEqual(spec.limits, { files: 32 });
    match(await home.ask(["show", "a"]), /^limits: cpu=10m,files=32/m);
  });
});

Deno.test("a policy leaves out variables that it does not name, and says which", async () => {
  await underPolicy('variables = ["PATH", "A*"]\n', async ({ home, file }) => {
    const words = ["run", "-f", "-j", "a", "-c", "env | grep -v '^\\(PWD\\|_\\|SHLVL\\)=' | sort"];
    const said = await home.ask(words, { env: { A1: "x", BASH_ENV: "/nowhere", B: "y" } });
    deepEqual(said.split("\n").map((line) => line.split("=")[0]), [
      ...["A1", "CHORE_JOB", "CHORE_RUN", "CHORE_SESSION", "PATH", ""],
    ]);
    const { policy } = await home.json<ShownJob>(["show", "a"]);
    ok(policy?.leftOut.includes("BASH_ENV") && policy.leftOut.includes("B"));
    match(await home.ask(["show", "a"]), /^left_out: .*\bBASH_ENV\b/m);
    const log = Deno.readTextFileSync(home.paths().log);
    match(log, /run 1: variables that the policy leaves out: .*\bBASH_ENV\b/);
    match(log, new RegExp(`policy: ${file}$`, "m"));
    for (const words of [["-e", "A1=x B=y"], ["--env", "B=y"], ["--dry-run", "--env", "B=y"]]) {
      const set = await home.chore(["run", ...words, "--", "true"]);
      equal(set.code, 103);
      match(set.stderr, allowed('the variable "B"', "variables"));
    }
    equal((await home.chore(["run", "-f", "-e", "A1=x", "--", "true"])).code, 0);
    equal(/nowhere/.test(log), false);
  });
});

Deno.test({
  name: "a policy confines jobs that ask for nothing, and refuses those that ask for less",
  ignore: !CAN_CONFINE,
  async fn() {
    await underPolicy('[confine]\nleast = "strict"\n', async ({ home }) => {
      const write = "echo x >in; echo y >$1/out";
      const other = await Deno.realPath(
        await Deno.makeTempDir({ prefix: "chore_", dir: "/var/tmp" }),
      );
      try {
        const ran = await home.chore([
          "run",
          "-f",
          "-j",
          "a",
          "--",
          "sh",
          "-c",
          write,
          "sh",
          other,
        ]);
        match(ran.stderr, /Read-only file system|cannot create/);
        equal(Deno.readTextFileSync(home.path("in")), "x\n");
      } finally {
        await Deno.remove(other, { recursive: true });
      }
      match((await home.json<ShownJob>(["show", "a"])).confinement?.asked ?? "", /^sandbox strict/);
      const { code, stderr } = await home.chore(["run", "--sandbox", "default", "--", "true"]);
      equal(code, 103);
      match(stderr, allowed("a job with a network", "confine.least"));
      const net = await home.chore(["run", "--no-net", "--", "true"]);
      match(net.stderr, allowed("a job that can write all files", "confine.least"));
    });
  },
});

Deno.test("a policy is kept until it is ended, whoever starts chored", async () => {
  await underPolicy('programs = ["/bin/echo"]\n', async ({ home, write }) => {
    await home.ask(["shutdown"]);
    const started = await home.chore(["run", "-f", "--", "cat"]);
    match(started.stderr, /started chored for session/);
    match(started.stderr, allowed('the program "cat"', "programs"));
    // what the file says is read at each start
    write('programs = ["/bin/cat"]\n');
    match((await home.chore(["run", "--", "cat"])).stderr, /does not allow the program "cat"/);
    equal((await home.chored(["--restart"])).code, 0);
    equal((await home.chore(["run", "-f", "--", "cat"])).code, 0);
    const taken = await home.chored(["--policy", "none"]);
    deepEqual([taken.code, /served already/.test(taken.stderr)], [103, true]);
    match((await home.chore(["run", "--", "ls"])).stderr, /does not allow the program "ls"/);
    equal((await home.chored(["--restart", "--policy", "none"])).code, 0);
    equal((await home.chore(["run", "-f", "--", "true"])).code, 0);
    await home.ask(["shutdown"]);
    match(Deno.readTextFileSync(home.paths().log), /policy: ".*\/policy\.toml" holds no more/);
    equal((await home.chored([])).code, 0);
    equal((await home.json<SessionView>(["session"])).policy, null);
  });
});

Deno.test("a chored that is killed under a policy is followed by one under it, and its job goes on", async () => {
  await underPolicy('programs = ["/bin/sh", "/bin/sleep"]\n', async ({ home }) => {
    await home.run(
      "-j",
      "a",
      "--orphan",
      "adopt",
      "--output",
      "fifo",
      "-c",
      "echo ready; sleep 600",
    );
    await home.untilSaid("a", "ready");
    Deno.kill(home.pid(), "SIGKILL");
    const { code, stderr } = await home.chore(["run", "--", "cat"]);
    equal(code, 103, stderr);
    match(stderr, /re-adopted 1/);
    match(stderr, allowed('the program "cat"', "programs"));
    const [worker] = await home.workers();
    Deno.kill(worker?.pid ?? 0, "SIGKILL");
    await until(
      "another worker follows",
      async () => (await home.workers()).some(({ pid }) => pid !== worker?.pid),
    );
    await home.untilState("a", "running");
    await home.ask(["stop", "a"]);
    await home.untilState("a", "stopped");
  });
});

Deno.test("a policy takes paths with a blank, a quote and what a shell would expand", async () => {
  using policies = policyFolder();
  await using home = await makeHome({
    isIdle: true,
    env: { XDG_DATA_HOME: policies.path + "/a b$c" },
  });
  const odd = home.path("it's $HOME `x` \\ *");
  Deno.mkdirSync(odd);
  Deno.writeTextFileSync(`${odd}/tool`, "#!/bin/sh\necho ran\n", { mode: 0o755 });
  Deno.chmodSync(`${odd}/tool`, 0o755);
  const text = `programs = [${JSON.stringify(`${odd}/`)}]\nfolders = [${JSON.stringify(odd)}]\n`;
  const file = policies.write(text, "it's a policy.toml");
  const started = await home.chored(["--policy", file]);
  deepEqual([started.code, started.stderr], [0, ""]);
  equal(await home.ask(["run", "-f", "-C", odd, "--", "./tool"]), "ran\n");
  const { stderr } = await home.chore(["run", "--", "true"]);
  match(stderr, /the policy ".*it's a policy\.toml" does not allow the folder/);
});

Deno.test("a policy that came later refuses the start of what was accepted before", async () => {
  using policies = policyFolder();
  await using home = await makeHome();
  await home.run("-j", "cat", "--hold", "--", "cat");
  await home.run("-j", "busy", "--stdin-open", "-c", "echo ready; read -r x");
  await home.untilSaid("busy", "ready");
  const file = policies.write('programs = ["/bin/echo"]\n');
  equal((await home.chored(["--restart", "--policy", file])).code, 0);
  // what runs, runs on
  await home.untilState("busy", "running");
  match(await home.ask(["show", "cat"]), /^refused: the policy ".*" does not allow/m);
  await home.ask(["release", "cat"]);
  const { code, stderr } = await home.chore(["wait", "cat"]);
  ok(code !== 0, stderr);
  match((await home.job("cat")).why, /does not allow the program "cat": see its rule programs/);
  await home.ask(["kill", "busy"]);
  await home.untilState("busy", "stopped");
});

Deno.test("chored says what is wrong with a policy, and does not start", async () => {
  using policies = policyFolder();
  await using home = await makeHome({ isIdle: true });
  const wrong: readonly (readonly [string, RegExp])[] = [
    [
      'program = ["/bin/sh"]',
      /policy\.toml:1: program: there is no such key: did you mean "programs"/,
    ],
    ['[confine]\nwrite = ["a"]', /policy\.toml:2: confine\.write\.0: a path is absolute/],
    ["programs = [", /policy\.toml:1:\d+: /],
    ["#".repeat(70_000), /it has more than 65536 bytes/],
    ['ask = "no_such_group_here"', /there is no group "no_such_group_here": see its rule ask/],
  ];
  for (const [text, reason] of wrong) {
    const { code, stderr } = await home.chored(["--policy", policies.write(text)]);
    equal(code, 111, stderr);
    match(stderr, reason);
  }
  equal((await home.processes()).length, 0);
  // none of them is remembered
  equal((await home.chored([])).code, 0);
  equal((await home.json<SessionView>(["session"])).policy, null);
});

Deno.test("chored says that a policy without a rule allows everything, and which paths are not there", async () => {
  using policies = policyFolder();
  await using home = await makeHome({ isIdle: true });
  const empty = await home.chored(["--policy", policies.write("# later\n")]);
  equal(empty.code, 0);
  match(empty.stderr, /^chored: policy ".*" has no rule: it allows everything$/m);
  equal((await home.chore(["run", "-f", "--", "true"])).code, 0);
  const file = policies.write('folders = ["/no/such/place"]\n');
  const { code, stderr } = await home.chored(["--restart", "--policy", file]);
  equal(code, 0);
  match(stderr, /^chored: policy ".*" names "\/no\/such\/place", which is not there$/m);
  await until(
    "it is in the log",
    () =>
      /policy: .*policy\.toml: it allows everything/.test(Deno.readTextFileSync(home.paths().log)),
  );
});
