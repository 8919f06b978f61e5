import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import type { JobView } from "../../mod.ts";
import { until } from "../support/deadline.ts";
import { fixture } from "../support/place.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

/** All jobs of the session that are hooks, the oldest first. */
async function hooksIn(home: UserHome): Promise<JobView[]> {
  const jobs = await home.json<JobView[]>(["list", "--hooks", "--all"]);
  return jobs.filter(({ hook }) => hook !== null);
}

/** The hooks, once so many have ended. */
async function endedHooks(home: UserHome, count: number): Promise<JobView[]> {
  let hooks: JobView[] = [];
  await until(`${count} hooks have ended`, async () => {
    hooks = await hooksIn(home);
    return hooks.length >= count && hooks.every(({ exitCode }) => exitCode !== null);
  });
  return hooks;
}

const linesOf = (path: string) => Deno.readTextFileSync(path).split("\n").slice(0, -1);

Deno.test("chore run --pre, --on-start, --post and --on-success each run once, in their order", async () => {
  await using home = await makeHome();
  const note = (word: string) => `echo ${word} >>'${home.path("noted")}'`;
  await home.ask([
    ...["run", "-j", "build", "--pre", note("pre"), "--on-start", note("start")],
    ...["--post", note("post"), "--on-success", note("success"), "--on-fail", note("fail")],
    ...["--on-stop", note("stop"), "-c", note("command")],
  ]);
  equal((await home.chore(["wait", "build"])).code, 0);
  const hooks = await endedHooks(home, 4);
  deepEqual(hooks.map(({ name, state, hook }) => [name, state, hook?.kind]), [
    ["build_pre", "succeeded", "pre"],
    ["build_on_start", "succeeded", "on-start"],
    ["build_post", "succeeded", "post"],
    ["build_on_success", "succeeded", "on-success"],
  ]);
  const noted = linesOf(home.path("noted"));
  deepEqual(noted.slice(0, 2), ["pre", "command"]);
  deepEqual(noted.toSorted(), ["command", "post", "pre", "start", "success"]);
});

Deno.test("chore run --on-fail tells its command what happened, where the job runs", async () => {
  await using home = await makeHome();
  const text =
    'env | grep ^CHORE_ | sort; pwd; echo "mine $MINE"; cat "$CHORE_STDOUT" "$CHORE_STDERR"';
  await home.run(
    ...[
      "-j",
      "job",
      "--env",
      "MINE=it's",
      "--on-fail",
      text,
      "-c",
      "echo out; echo err >&2; exit 7",
    ],
  );
  const [hook] = await endedHooks(home, 1);
  const { runs, id } = await home.job("job");
  const run = runs.at(-1)?.run;
  const w = `${home.paths().runs}/${run}/w`;
  const { stdout } = await home.filesOf(hook?.name ?? "");
  deepEqual(linesOf(stdout).filter((line) => !line.startsWith("CHORE_HOME=")), [
    ...["CHORE_ATTEMPT=1", "CHORE_EXIT=7", "CHORE_HOOK=on-fail", "CHORE_JOB=job"],
    ...[`CHORE_JOB_ID=${id}`, "CHORE_REASON=exit code 7", `CHORE_RUN=${run}`],
    ...["CHORE_SESSION=chored", "CHORE_SIGNAL=", "CHORE_STATE=failed"],
    ...[`CHORE_STDERR=${w}/stderr`, `CHORE_STDOUT=${w}/stdout`],
    ...[home.folder, "mine it's", "out", "err"],
  ]);
  match(await home.ask(["env", hook?.name ?? ""]), /^CHORE_HOOK=on-fail$/m);
});

Deno.test("chore run --pre that fails keeps the command from starting, and says which it was", async () => {
  await using home = await makeHome();
  const words = [
    "-j",
    "job",
    "--pre",
    "exit 5",
    "--post",
    "true",
    "-c",
    `: >'${home.path("ran")}'`,
  ];
  const { code, stderr } = await home.chore(["run", ...words]);
  const reason = 'its --pre, job "job_pre", has failed: exit code 5';
  equal(code, 103);
  equal(stderr.trimEnd(), `chore: Cannot start job "job": ${reason}`);
  match(await home.ask(["why", "job"]), /^job: failed: could not start: its --pre, job "job_pre"/);
  deepEqual([...Deno.readDirSync(home.folder)].some(({ name }) => name === "ran"), false);
  equal((await hooksIn(home)).length, 1);
  match(
    Deno.readTextFileSync(home.paths().log),
    /hook "job_pre" \(pre\) of job 1, run 1: is failed/,
  );
  match(await home.ask(["show", "job"]), /^hook: pre job_pre failed$/m);
});

Deno.test("chore stop ends a job whose --pre runs, and that with it", async () => {
  await using home = await makeHome();
  await home.ask(["run", "-j", "job", "--no-wait", "--pre", "exec sleep 1000", "--", "true"]);
  await home.untilState("job_pre", "running");
  match(await home.ask(["why", "job"]), /^job: starting: waits for its --pre$/m);
  await home.ask(["stop", "job"]);
  const [hook] = await endedHooks(home, 1);
  equal(hook?.state, "stopped");
  const { state, runs } = await home.job("job");
  deepEqual([state, runs.at(-1)?.outcome?.kind], ["stopped", "refused"]);
});

Deno.test("chore run -f waits for its --pre, and ends with 103 where that fails", async () => {
  await using home = await makeHome();
  const words = ["run", "-f", "--pre", "sleep 0.3", "-c", "echo hello; exit 4"];
  const { code, stdout } = await home.chore(words);
  deepEqual([code, stdout], [4, "hello\n"]);
  const refused = await home.chore(["run", "-f", "-j", "job", "--pre", "exit 1", "--", "true"]);
  equal(refused.code, 103);
  match(
    refused.stderr,
    /Cannot start job "job": its --pre, job "job_pre", has failed: exit code 1/,
  );
});

Deno.test("chore shutdown ends a --pre and its job", async () => {
  await using home = await makeHome();
  await home.ask(["run", "-j", "job", "--no-wait", "--pre", "exec sleep 1000", "--", "true"]);
  await home.untilState("job_pre", "running");
  const { stderr } = await home.chore(["shutdown"]);
  match(stderr, /jobs stopped 2, killed 0, left 0/);
  equal((await home.job("job")).state, "stopped");
});

Deno.test("chore run --hook-timeout ends a hook, and the time limit of the job does not count it", async () => {
  await using home = await makeHome();
  const words = ["--hook-timeout", "0.3", "--on-success", "exec sleep 1000"];
  await home.ask(["run", "-j", "job", "-T", "30", ...words, "--pre", "true", "--", "true"]);
  const hooks = await endedHooks(home, 2);
  deepEqual(hooks.map(({ state }) => state), ["succeeded", "timedout"]);
  equal((await home.job("job")).state, "succeeded");
});

Deno.test("chore list, stop, rm and clean leave hooks out unless they are meant", async () => {
  await using home = await makeHome();
  await home.ask(["run", "-j", "job", "--on-success", "exec sleep 1000", "--", "true"]);
  await home.chore(["wait", "job"]);
  await home.untilState("job_on_success", "running");
  match(await home.ask(["list"]), /^ *ID .*\n *1 +job [^\n]*\n$/);
  match(await home.ask(["list", "--hooks", "--quiet"]), /^job\njob_on_success\n$/);
  await home.ask(["stop", "--all"]);
  equal((await home.job("job_on_success")).state, "running");
  match(await home.ask(["show", "job_on_success"]), /^hook_of: on-success of job 1, run 1$/m);
  await home.ask(["rm", "--all"]);
  deepEqual((await hooksIn(home)).map(({ name }) => name), ["job_on_success"]);
  await home.ask(["stop", "job_on_success"]);
  await endedHooks(home, 1);
  equal(await home.ask(["clean"]), "job_on_success\n");
});

Deno.test("chore run refuses a hook that is empty, too long or a time without one", async () => {
  await using home = await makeHome({ isIdle: true });
  const run = async (...words: string[]) => {
    const { code, stderr } = await home.chore(["run", ...words, "--", "true"]);
    equal(code, 100);
    return stderr.trimEnd().replace(/^chore: /, "");
  };
  equal(
    await run("--pre", " "),
    'Cannot use " " for --pre: it is empty: a command for /bin/sh is wanted',
  );
  match(await run("--post", "x".repeat(4097)), /for --post: it is longer than 4096 characters$/);
  match(await run("--hook-timeout", "5"), /^Cannot use --hook-timeout without a hook/);
  match(await run("--on-fail", "a", "--hook-timeout", "soon"), /for --hook-timeout: it is no time/);
});

Deno.test("chore run --batch and chore edit take hooks as fields", async () => {
  await using home = await makeHome();
  const lines = [
    { name: "one", argv: ["true"], hooks: { onSuccess: "true" } },
    { name: "two", argv: ["true"], held: true },
  ].map((line) => JSON.stringify(line)).join("\n");
  await home.ask(["run", "--batch", "-"], { input: lines });
  await endedHooks(home, 1);
  const document = JSON.parse(await home.ask(["edit", "--print", "two"]));
  deepEqual(document.hooks, { timeoutMs: 300_000 });
  await home.ask(["edit", "--set", "-", "two"], { input: '{"hooks": {"post": "true"}}' });
  const wrong = await home.chore(["edit", "--set", "-", "two"], {
    input: '{"hooks": {"psot": "true"}}',
  });
  match(wrong.stderr, /hooks\.psot: there is no such field/);
  await home.ask(["release", "two"]);
  const hooks = await endedHooks(home, 2);
  deepEqual(hooks.map(({ name }) => name), ["one_on_success", "two_post"]);
});

Deno.test("chored runs the hooks of chore.toml around each job, before the job's own", async () => {
  await using home = await makeHome({ isIdle: true });
  Deno.mkdirSync(home.base, { mode: 0o700 });
  const note = `echo session-$CHORE_HOOK >>${home.path("noted")}`;
  Deno.writeTextFileSync(
    `${home.base}/chore.toml`,
    `[hooks]\npre = '${note}'\non-fail = '${note}'\n`,
  );
  await home.ask(["run", "-j", "job", "--pre", `echo own >>${home.path("noted")}`, "--", "false"]);
  await endedHooks(home, 3);
  deepEqual(linesOf(home.path("noted")), ["session-pre", "own", "session-on-fail"]);
});

Deno.test("chored leaves hooks to the next chored when it ends", async () => {
  await using home = await makeHome();
  const note = `echo post >>${home.path("noted")}`;
  await home.run("-j", "job", "--post", note, "--", fixture("hold"));
  await home.ask(["shutdown"]);
  ok(![...Deno.readDirSync(home.folder)].some(({ name }) => name === "noted"));
  await home.ask(["list"]);
  const [hook] = await endedHooks(home, 1);
  deepEqual([hook?.name, linesOf(home.path("noted"))], ["job_post", ["post"]]);
});
