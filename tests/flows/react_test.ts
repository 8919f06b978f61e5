import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { connect, type JobRules, type JobView, type RuleView } from "../../mod.ts";
import { until } from "../support/deadline.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

/** A command that says `text` and stays. */
const saying = (text: string) => ["-c", `echo '${text}'; exec sleep 1000`];

/** The rules of a job, once they are as `isReady` wants them. */
async function rulesOf(
  home: UserHome,
  job: string,
  { isReady }: { isReady: (rules: readonly RuleView[]) => boolean },
): Promise<readonly RuleView[]> {
  let rules: readonly RuleView[] = [];
  await until(`the rules of job ${job} have seen it`, async () => {
    rules = (await home.json<JobRules>(["react", job])).rules;
    return isReady(rules);
  });
  return rules;
}

const acted = (count: number) => ([rule]: readonly RuleView[]) => rule?.acted === count;
const logOf = (home: UserHome) => Deno.readTextFileSync(home.paths().log);

Deno.test("chore run -R restart ends the job and starts it again, as often as it may", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "-r", "go", "-R", "restart", "--react-most", "2", ...saying("go"));
  const [rule] = await rulesOf(home, "job", { isReady: ([each]) => each?.suppressed === 1 });
  deepEqual([rule?.matched, rule?.acted, rule?.most], [3, 2, 2]);
  const { state, runs, why } = await home.job("job");
  deepEqual([state, runs.length], ["running", 3]);
  match(runs[0]?.endedBy ?? "", /^restarted by its rule 1 at /);
  await until("it is said", async () => /is held back/.test((await home.job("job")).why));
  ok(why !== "");
  match(logOf(home), /warning job 1 "job": rule 1 \(go -> restart\) is held back: at most 2 times/);
  match(
    await home.ask(["show", "job"]),
    /^rule: 1 go -> restart: matched 3, acted 2, held back 1, at most 2, 20 a minute$/m,
  );
});

Deno.test("chore run -R restart that has no end of its own is held back within a minute", async () => {
  await using home = await makeHome();
  await home.run(
    ...["-j", "job", "-r", "go", "-R", "restart", "--react-per-minute", "3"],
    ...saying("go"),
  );
  const [rule] = await rulesOf(home, "job", { isReady: ([each]) => each?.suppressed === 1 });
  deepEqual([rule?.acted, rule?.perMinute], [3, 3]);
  equal((await home.job("job")).runs.length, 4);
});

Deno.test("chore run -R terminate and -R kill end the job at once, and say which rule it was", async () => {
  await using home = await makeHome();
  await home.run("-j", "one", "-r", "bad", "-R", "terminate", ...saying("it is bad"));
  await home.run("-j", "two", "-r", "bad", "-R", "kill", ...saying("it is bad"));
  for (const [job, how, signal] of [["one", "terminated", "TERM"], ["two", "killed", "KILL"]]) {
    await home.chore(["wait", job ?? ""]);
    const { state, why } = await home.job(job ?? "");
    deepEqual([state, why], ["stopped", `ended by SIG${signal}; its rule 1 has it ${how}`]);
  }
});

Deno.test("chore run -R reload and -R signal:NAME send signals", async () => {
  await using home = await makeHome();
  const text =
    'trap "echo HUP" HUP; trap "echo USR1" USR1; echo ready; while :; do sleep 0.05; done';
  await home.run(
    ...["-j", "job", "-r", "^ready$", "-R", "reload", "-r", "stdout:^HUP$", "-R", "signal:USR1"],
    ...["-c", text],
  );
  await home.untilSaid("job", "HUP\nUSR1\n");
});

Deno.test("chore run -R nolog and -R log switch what is written, and go on looking meanwhile", async () => {
  await using home = await makeHome();
  const text = "echo off; sleep 0.4; echo secret; echo on; sleep 0.4; echo end; exec sleep 1000";
  await home.run(
    ...["-j", "job", "-r", "off", "-R", "nolog", "-r", "on", "-R", "log", "-c", text],
  );
  await home.untilSaid("job", "end\n");
  equal(await home.ask(["log", "job"]), "off\nend\n");
});

Deno.test("chore run -R send:TEXT answers a job, line by line", async () => {
  await using home = await makeHome();
  const text = 'printf "name? "; echo; read -r name; echo "hello $name"; exec sleep 1000';
  await home.run(
    ...["-j", "job", "--stdin-open", "-r", "^name\\?", "-R", "send:ann", "-c", text],
  );
  await home.untilSaid("job", "hello ann");
  const refused = await home.chore(["run", "-r", "x", "-R", "send:y", "--", "true"]);
  equal(refused.code, 100);
  match(refused.stderr, /rule 1 of 1: send: needs --stdin-open/);
});

Deno.test("chore run -R run:COMMAND runs a job of its own, told what matched", async () => {
  await using home = await makeHome();
  const command = 'env | grep ^CHORE_ | sort; echo "mine $MINE"';
  await home.run(
    ...["-j", "build", "--env", "MINE=yes", "-r", "(?P<file>\\w+\\.c):(\\d+)"],
    ...["-R", `run:${command}`, ...saying("main.c:12 is $(wrong)")],
  );
  let hook: JobView | undefined;
  await until("the command has run", async () => {
    const jobs = await home.json<JobView[]>(["list", "--hooks", "--all"]);
    hook = jobs.find((each) => each.hook?.kind === "react");
    return hook?.state === "succeeded";
  });
  equal(hook?.name, "build_react");
  const { stdout } = await home.filesOf("build_react");
  const lines = Deno.readTextFileSync(stdout).split("\n");
  for (
    const line of [
      ...["CHORE_HOOK=react", "CHORE_JOB=build", "CHORE_RULE=1", "CHORE_STATE=running"],
      ...["CHORE_LINE=main.c:12 is $(wrong)", "CHORE_MATCH=main.c:12", "CHORE_file=main.c"],
      ...["CHORE_1=main.c", "CHORE_2=12", "CHORE_3=", "mine yes"],
    ]
  ) ok(lines.includes(line), `${line} is missing: ${lines.join("|")}`);
  match(await home.ask(["show", "build"]), /^hook: react build_react succeeded$/m);
});

Deno.test("chore run -R deps starts the jobs that wait for it, however they do", async () => {
  await using home = await makeHome();
  await home.ask([
    "run",
    "-j",
    "db",
    "-r",
    "listens",
    "-R",
    "deps",
    "-c",
    "sleep 1; echo listens; exec sleep 1000",
  ]);
  await home.ask(["run", "-j", "one", "--after", "db", "--", "true"]);
  await home.ask(["run", "-j", "two", "--after-fail", "db", "--", "true"]);
  await home.ask(["wait", "one", "two"]);
  equal((await home.job("db")).state, "running");
  match(logOf(home), /rule 1 \(listens -> deps\) saw "listens": 2 waited for it/);
});

Deno.test("chore run -R ready lets those begin that wait for that", async () => {
  await using home = await makeHome();
  await home.ask([
    "run",
    "-j",
    "db",
    "-r",
    "listens",
    "-R",
    "ready",
    "-c",
    "sleep 1; echo listens; exec sleep 1000",
  ]);
  await home.ask(["run", "-j", "one", "--after-ready", "db", "--", "true"]);
  await home.ask(["wait", "one"]);
  const { state, readyAt } = await home.job("db");
  deepEqual([state, typeof readyAt], ["running", "string"]);
});

Deno.test("chore run -R alert tells somebody", async () => {
  await using home = await makeHome({ isIdle: true });
  Deno.mkdirSync(home.base, { mode: 0o700 });
  Deno.writeTextFileSync(
    `${home.base}/chore.toml`,
    `[alert]\ncommand = 'cat >>${home.path("told")}'\n`,
  );
  await home.run("-j", "job", "-r", "fire", "-R", "alert", ...saying("fire!"));
  let told = "";
  await until("somebody is told", () => {
    try {
      told = Deno.readTextFileSync(home.path("told"));
    } catch {
      return false; // not yet
    }
    return told.endsWith("\n");
  });
  const event = JSON.parse(told);
  deepEqual([event.kind, event.job, event.state], ["reaction", "job", "running"]);
  match(event.why, /rule 1 \(fire -> alert\) saw "fire!"/);
});

Deno.test("chore run -R state and -R stats write to chored's log, and nothing to that of the job", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "-r", "a", "-R", "state", "-r", "a", "-R", "stats", ...saying("a"));
  await until("both are in the log", () => {
    const text = logOf(home);
    return /rule 1 \(a -> state\) saw "a": it is running, run 1 since/.test(text) &&
      /job 1 "job": processes 1, threads 1, /.test(text);
  });
  equal(await home.ask(["log", "job"]), "a\n");
});

Deno.test("chore run -r silence:TIME reacts once to each silence", async () => {
  await using home = await makeHome();
  const text = "echo a; sleep 1.2; echo b; exec sleep 1000";
  await home.run("-j", "job", "-r", "silence:0.5s", "-R", "none", "-c", text);
  const [rule] = await rulesOf(home, "job", { isReady: ([each]) => each?.matched === 2 });
  deepEqual([rule?.matched, rule?.acted, rule?.on], [2, 0, "silence:500ms"]);
});

Deno.test("chore run -r exit:CODES reacts to the end of a run, and restarts it as often as it may", async () => {
  await using home = await makeHome();
  const text = `echo >>'${home.path("ran")}'; exit 3`;
  await home.run(
    ...[
      "-j",
      "job",
      "-r",
      "exit:3,4",
      "-R",
      "restart",
      "--react-most",
      "2",
      "--no-wait",
      "-c",
      text,
    ],
  );
  const [rule] = await rulesOf(home, "job", { isReady: ([each]) => each?.suppressed === 1 });
  deepEqual([rule?.matched, rule?.acted], [3, 2]);
  const { state, why, runs } = await home.job("job");
  deepEqual([state, runs.length], ["failed", 3]);
  match(why, /^exit code 3; rule 1 \(exit:3,4 -> restart\) is held back: it has done so 2 times/);
});

Deno.test("chore run -r state:NAME reacts to what becomes of the job", async () => {
  await using home = await makeHome();
  const note = `run:echo "$CHORE_STATE" >>'${home.path("noted")}'`;
  await home.run(
    "-j",
    "job",
    "-r",
    "state:running",
    "-R",
    note,
    "-r",
    "state:stopped",
    "-R",
    note,
    "--",
    "sleep",
    "1000",
  );
  await rulesOf(home, "job", { isReady: acted(1) });
  await home.ask(["stop", "job"]);
  const noted = () => {
    try {
      return Deno.readTextFileSync(home.path("noted"));
    } catch {
      return ""; // not yet
    }
  };
  await until("both are noted", () => noted().split("\n").length === 3);
  deepEqual(noted().split("\n").toSorted(), ["", "running", "stopped"]);
});

Deno.test("chore react lists, adds and removes rules while a job runs", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "-c", "while :; do echo tick; sleep 0.1; done");
  equal(await home.ask(["react", "job"]), "");
  await home.ask(["react", "job", "-r", "tick", "-R", "none", "-r", "stderr:tick", "-R", "kill"]);
  await rulesOf(home, "job", { isReady: ([rule]) => (rule?.matched ?? 0) > 1 });
  match(
    await home.ask(["react", "job"]),
    /^RULE +MATCHED +ACTED.*\n +1 .*tick +none\n +2 +0 .*stderr:tick +kill\n$/,
  );
  const missing = await home.chore(["react", "job", "--remove", "7"]);
  equal(missing.code, 100);
  match(missing.stderr, /Cannot react to job "job": it has no rule 7/);
  await home.ask(["react", "job", "--remove", "1"]);
  await home.ask(["react", "job", "-r", "tick", "-R", "terminate"]);
  await home.chore(["wait", "job"]);
  const { why } = await home.job("job");
  equal(why, "ended by SIGTERM; its rule 3 has it terminated");
  await home.ask(["react", "job", "--clear"]);
  deepEqual((await home.json<JobRules>(["react", "job"])).rules, []);
});

Deno.test("chore react changes a job that waits, and edit and --batch have rules as a field", async () => {
  await using home = await makeHome();
  await home.ask(["run", "-j", "job", "--hold", "-c", "echo x; exec sleep 1000"]);
  await home.ask(["react", "job", "-r", "x", "-R", "none"]);
  const document = JSON.parse(await home.ask(["edit", "--print", "job"]));
  deepEqual(document.react.map(({ id, on }: { id: number; on: object }) => [id, on]), [
    [1, { kind: "match", pattern: "x", stream: "both" }],
  ]);
  const change = { react: [{ on: { kind: "match", pattern: "[" }, action: { do: "none" } }] };
  const wrong = await home.chore(["edit", "--set", "-", "job"], { input: JSON.stringify(change) });
  ok(wrong.code !== 0);
  match(wrong.stderr, /missing closing \]: "\[", at character 1/);
  await home.ask(["release", "job"]);
  await rulesOf(home, "job", { isReady: ([rule]) => rule?.matched === 1 });
  const lines = JSON.stringify({
    ...{ name: "two", argv: ["/bin/sh", "-c", "echo y; exec sleep 1000"] },
    react: [{ on: { kind: "match", pattern: "y" }, action: { do: "none" } }],
  });
  await home.ask(["run", "--batch", "-"], { input: lines });
  await rulesOf(home, "two", { isReady: ([rule]) => rule?.matched === 1 });
});

Deno.test("chore tab takes rules, and says where a pattern is wrong", async () => {
  await using home = await makeHome();
  Deno.writeTextFileSync(home.path("table"), "@yearly -j job -r 'go' -R none -- true\n");
  await home.ask(["tab", home.path("table")]);
  equal((await home.json<JobRules>(["react", "job"])).rules.length, 1);
  match((await home.chore(["react", "job", "--clear"])).stderr, /it is line 1 of the choretab/);
  Deno.writeTextFileSync(home.path("table"), "\n@yearly -j job -r 'go(' -R none -- true\n");
  const { code, stderr } = await home.chore(["tab", home.path("table")]);
  ok(code !== 0);
  match(stderr, /:2:\d+: .*pattern "go\(": missing closing \)/);
});

Deno.test("connect() reacts, tells rules and removes them", async () => {
  await using home = await makeHome();
  await using session = await connect({ base: home.base });
  const { name } = await session.run({
    argv: ["/bin/sh", "-c", "echo x; exec sleep 1000"],
    react: [{ on: { kind: "match", pattern: "x" }, action: { do: "none" }, most: 5 }],
  });
  await until("it matched", async () => (await session.rules(name))[0]?.rules[0]?.matched === 1);
  const [changed] = await session.react(name, [
    { on: { kind: "exit", codes: [1] }, action: { do: "run", command: "true" } },
  ]);
  deepEqual(changed?.rules.map(({ rule, on, most }) => [rule, on, most]), [
    [1, "x", 5],
    [2, "exit:1", 0],
  ]);
  equal((await session.unreact(name, [1]))[0]?.rules.length, 1);
  equal((await session.unreact(name))[0]?.rules.length, 0);
});
