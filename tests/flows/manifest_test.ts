import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { fixture, ROOT } from "../support/place.ts";
import { HAS_PROC } from "../support/proc.ts";
import { until } from "../support/deadline.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

interface Manifest {
  readonly program: string;
  readonly run: number | null;
  readonly job: string | null;
  readonly words: readonly string[];
  readonly rights: readonly { readonly kind: string; readonly value: string }[];
}

interface Checked {
  readonly processes: readonly { readonly program: string; readonly run: number | null }[];
  readonly files: number;
  readonly differences: readonly { readonly of: string; readonly what: string }[];
}

Deno.test("chore manifest prints the words of the three launchers, and each right with its reason", async () => {
  await using home = await makeHome({ isIdle: true });
  const manifests = await home.json<Manifest[]>(["manifest"]);
  deepEqual(manifests.map(({ program }) => program), ["chore", "chored", "chored_worker"]);
  deepEqual(manifests[0]?.words, (await home.ask(["--manifest"])).trimEnd().split("\n"));
  const { stdout } = await home.chored(["--manifest"]);
  deepEqual(manifests[1]?.words, stdout.trimEnd().split("\n"));
  const text = await home.ask(["manifest"]);
  match(
    text,
    /^chored\n {2}run {3}\/\S+\/bin\/chored_worker\n {10}to start the worker of a run\n/m,
  );
  match(text, /^ {10}to open the socket, [^\n]+; until it serves\n/m);
  equal(text.includes("please report"), false);
  match(
    await home.ask(["-n", "other", "manifest", "chored"]),
    /^ {2}net +unix:\S+\/run\/other\.sock$/m,
  );
  equal([...Deno.readDirSync(home.folder)].length, 0, "nothing was started for that");
});

Deno.test("chore manifest JOB prints what the worker of its run may do, and that the job may do all", async () => {
  await using home = await makeHome();
  await home.run("-j", "other", "--", "true");
  await home.run("-j", "job", "--", fixture("hold"), "a b");
  const { folder } = await home.filesOf("job");
  const [worker, job, ...more] = await home.json<Manifest[]>(["manifest", "job"]);
  deepEqual([worker?.program, worker?.job, worker?.run, more.length], [
    "chored_worker",
    "job",
    2,
    0,
  ]);
  ok(worker?.rights.some(({ kind, value }) => kind === "run" && value === `${folder}/gate`));
  ok(worker?.rights.some(({ kind, value }) => kind === "write" && value === `${folder}/w`));
  deepEqual([job?.program, job?.job, job?.words], ["job", "job", []]);
  equal(job?.rights[0]?.value, `${fixture("hold")} 'a b'`);
  match(await home.ask(["manifest", "--run", "2", "job"]), /^chored_worker, of job job, run 2\n/);
  match(await home.ask(["manifest", "worker"]), /\/runs\/RUN\/gate$/m);
});

Deno.test("chore manifest refuses what it cannot print", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", "true");
  const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
    [["nobody"], 103, /nobody/],
    [["--run", "9", "job"], 103, /job "job" has no run 9$/m],
    [["--run", "0", "job"], 100, /it is not the number of a run/],
    [["--run", "1", "chored"], 100, /only a worker has a run/],
    [["--check", "job"], 100, /^chore: Cannot check "job": all is checked$/m],
    [["a", "b"], 100, /one word too many/],
  ];
  for (const [words, code, message] of cases) {
    const told = await home.chore(["manifest", ...words]);
    deepEqual([told.code, told.stdout], [code, ""], words.join(" "));
    match(told.stderr, message);
  }
});

Deno.test("chore --manifest prints its own rights, and runs nothing", async () => {
  await using home = await makeHome({ isIdle: true });
  const lines = (await home.ask(["--manifest"])).trimEnd().split("\n");
  equal(lines[0], "run");
  deepEqual(lines.filter((line) => line.startsWith("--allow-")), [
    "--allow-env",
    `--allow-run=${lines.at(-1)?.replace("cli/main.ts", "bin/chored")}`,
    `--allow-read=${home.base}`,
    `--allow-write=${home.base}/run/chored.sock`,
    `--allow-net=unix:${home.base}/run/chored.sock`,
  ]);
  equal([...Deno.readDirSync(home.folder)].length, 0);
});

Deno.test("chore manifest --check finds the programs as they should be, and their files", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", fixture("hold"));
  await home.run("-j", "done", "--stdin-fifo", "--", "true");
  await home.run("-j", "reader", "--stdin-from", "job", "--", "cat");
  const following = home.start(["chore", "follow", "job"]);
  await following.untilStdout("ready");
  await home.chore(["wait", "done"]);
  const { code, checked } = await check(home);
  deepEqual(checked.differences, []);
  const seen = checked.processes.map(({ program, run }) => `${program} ${run ?? ""}`).sort();
  deepEqual(seen, ["chore ", "chored ", "chored_worker 1", "chored_worker 3"]);
  ok(checked.files > 20);
  equal(code, 0);
});

Deno.test("chore manifest --check ends with 1, and names what others can read and what leads elsewhere", async () => {
  await using home = await makeHome();
  const { jobs, store } = home.paths();
  await Deno.chmod(store, 0o644);
  await Deno.symlink("/etc/passwd", `${jobs}/evil-20261124T170000Z.stdout`);
  const { code, checked } = await check(home);
  equal(code, 1);
  deepEqual(checked.differences.map(({ of }) => of).sort(), [
    `${jobs}/evil-20261124T170000Z.stdout`,
    store,
  ]);
  const told = await home.chore(["manifest", "--check"]);
  equal(told.code, 1);
  match(told.stdout, /state\.db: its mode is 0644, and no more than 0600 is right$/m);
});

Deno.test({
  name:
    "chore manifest --check names a program that runs with other rights than its launcher gives",
  ignore: !HAS_PROC,
  async fn() {
    await using home = await makeHome();
    // chored as somebody would start it who wants more, in a session that nobody serves
    const { stdout } = await home.chored(["-n", "other", "--manifest"]);
    const words = stdout.trimEnd().split("\n");
    const args = [
      ...words.slice(0, -1).filter((word) => word !== "--ignore-env"),
      ...["--allow-sys", words.at(-1) ?? "", `--base=${home.base}`, "--session=other"],
      ...[`--launcher=${ROOT}/bin/chored_worker`, `--deno=${Deno.execPath()}`, "--deno-dir=/x"],
      ...["--boot=b", "--foreground"],
    ];
    const env = { ...home.env, DENO_V8_FLAGS: "--stack-size=900" };
    const child = new Deno.Command(Deno.execPath(), {
      ...{ args, env, stdin: "null", stdout: "null", stderr: "null" },
    }).spawn();
    await until("it serves", () => isThere(home.paths("other").socket));
    const { code, checked } = await check(home, "other");
    child.kill("SIGTERM");
    await child.status;
    equal(code, 1);
    const ours = checked.differences.filter(({ of, what }) =>
      of === `process ${child.pid}, chored` && !what.startsWith("it runs under")
    );
    deepEqual(ours.map(({ what }) => what), [
      'it has "--allow-sys"',
      'it lacks "--ignore-env"',
      "SIGUSR1 is not blocked: whoever may signal it opens Deno's debugger to this machine",
      "DENO_V8_FLAGS in its environment changes Deno",
    ]);
  },
});

/** What it says, but of the machine's own folders, which are as they are. */
async function check(
  home: UserHome,
  session = "chored",
): Promise<{ code: number; checked: Checked }> {
  const { code, stdout } = await home.chore(["-n", session, "manifest", "--check", "--json"]);
  const all = JSON.parse(stdout) as Checked;
  const differences = all.differences.filter(({ what }) => !what.startsWith("somebody else"));
  const isOnlyMachine = all.differences.length > 0 && differences.length === 0;
  return { code: isOnlyMachine ? 0 : code, checked: { ...all, differences } };
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isSocket ?? false;
  } catch {
    return false; // not yet
  }
}
