import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import type { JobView, NextTime, TabReply } from "../../mod.ts";
import { until } from "../support/deadline.ts";
import { fixture, ROOT } from "../support/place.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

/** Puts lines into the place of the choretab; what chore says. */
async function install(home: UserHome, ...lines: string[]): Promise<string> {
  const { code, stdout, stderr } = await home.chore(["tab", "-"], { input: textOf(lines) });
  deepEqual([code, stdout], [0, ""], stderr);
  return stderr.replace(/^chore: started .*\n/, "");
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

const said = (jobs: string, counts: string) => `chore: the choretab has ${jobs}: ${counts}\n`;

async function namesOf(home: UserHome): Promise<string[]> {
  return (await home.json<JobView[]>(["list", "-a"])).map(({ name }) => name).sort();
}

Deno.test("chore tab FILE installs a table, and its jobs run as cron(8) runs them", async () => {
  await using home = await makeHome({ isIdle: true });
  await Deno.writeTextFile(
    home.path("table"),
    textOf([
      'GREETING = "hello  there"',
      "# every second",
      '* * * * * * -j tick echo "$GREETING" | tr a-z A-Z; pwd; env',
      "@daily -j words -- printf '%s\\n' 'a  b'",
      "@daily exit 3",
    ]),
  );
  const { code, stdout, stderr } = await home.chore(["tab", "table"], { env: { SECRET: "x" } });
  deepEqual([code, stdout], [0, ""], stderr);
  match(stderr, /the choretab has 3 jobs: 3 new, 0 changed, 0 gone\n$/);
  await until("it has run", async () => {
    const { runs } = await home.job("tick");
    return runs[0]?.outcome?.kind === "exited";
  });
  const [first] = (await home.job("tick")).runs;
  const output = await home.ask(["log", "tick", "--run", String(first?.run)]);
  const [greeting, cwd, ...env] = output.trimEnd().split("\n");
  deepEqual([greeting, cwd], ["HELLO  THERE", home.folder]);
  ok(env.includes("PATH=/usr/bin:/bin") && env.includes("LOGNAME=tester"), output);
  ok(!env.some((variable) => /^(SECRET|CHORE_HOME)=/.test(variable)), output);
  await home.ask(["now", "words"]);
  await until("the words are said", async () => await home.ask(["log", "words"]) === "a  b\n");
  deepEqual((await home.job("tick")).tab, { line: 3 });
  match(await home.ask(["show", "tick"]), /^choretab: line 3$/m);
  equal(await home.ask(["tab", "-l"]), await Deno.readTextFile(home.path("table")));
  const { mode } = await Deno.stat(home.paths().choretab);
  equal((mode ?? 0) & 0o777, 0o600);
});

Deno.test("chore tab changes a line while its job runs, and removes one", async () => {
  await using home = await makeHome();
  const hold = `-- ${fixture("hold")}`;
  await install(home, `* * * * * * -j a ${hold}`, `* * * * * * -j b ${hold}`);
  await home.untilState("a", "running");
  await home.untilState("b", "running");
  equal(
    await install(home, "@daily -j a -p 5 -- true"),
    said("1 job", "0 new, 1 changed, 1 gone"),
  );
  const [a, b] = [await home.job("a"), await home.job("b")];
  deepEqual([a.state, a.priority, a.runs.length], ["running", 5, 1]);
  deepEqual([b.state, b.tab, b.nextAt], ["running", null, null]);
  await home.ask(["signal", "-s", "TERM", "a", "b"]);
  await until("both runs have ended", async () => {
    const states = [(await home.job("a")).state, (await home.job("b")).state];
    return states.join() === "scheduled,failed";
  });
  match((await home.job("a")).nextAt ?? "", /T.*:00\.000Z$/);
  const { code, stderr } = await home.chore(["rm", "a"]);
  equal(code, 103);
  match(stderr, /Cannot remove job "a": it is line 1 of the choretab: chore tab -e$/m);
  await home.ask(["rm", "b"]);
  const gone = await home.chore(["tab", "-r"]);
  deepEqual([gone.code, gone.stderr], [0, "chore: the choretab is removed, 1 job with it\n"]);
  equal((await home.chore(["tab", "-l"])).stderr.includes("there is no choretab"), true);
});

Deno.test("chore tab takes nothing of a table with an error, and names file, line and column", async () => {
  await using home = await makeHome();
  await install(home, "@daily -j a -- true");
  await Deno.writeTextFile(home.path("bad"), "@daily -j b -- true\n@daily -j c -p x true\n99 x\n");
  const { code, stdout, stderr } = await home.chore(["tab", "bad"]);
  deepEqual([code, stdout], [100, ""]);
  match(stderr, /^chore: bad:2:13: Cannot use "x" for --priority: /m);
  match(stderr, /^chore: bad:3:1: it has 2 fields/m);
  match(stderr, /^chore: the choretab is not loaded: its jobs stay as they were$/m);
  deepEqual(await namesOf(home), ["a"]);
  equal(await home.ask(["tab", "-l"]), "@daily -j a -- true\n");
  await home.run("-j", "mine", "--in", "1d", "--", "true");
  const taken = await home.chore(["tab", "-"], { input: "@daily -j mine -- true\n" });
  equal(taken.code, 100);
  match(taken.stderr, /standard input:1:1: job \d+ has the name "mine" and is scheduled/);
  const json = await home.chore(["tab", "bad", "--json"]);
  equal(json.code, 100);
  deepEqual((JSON.parse(json.stdout) as TabReply).problems.map(({ line }) => line), [2, 3]);
});

Deno.test("SIGHUP and chore tab read the file again that was edited by hand", async () => {
  await using home = await makeHome();
  await install(home, "@daily -j a -- true");
  const { choretab, log } = home.paths();
  await Deno.writeTextFile(choretab, "@daily -j a -- true\n@daily -j b -- true\n");
  Deno.kill(home.pid(), "SIGHUP");
  await until("it is loaded", async () => (await namesOf(home)).join() === "a,b");
  await Deno.writeTextFile(choretab, "@daily -j a -- true\n@never x\n");
  Deno.kill(home.pid(), "SIGHUP");
  await until(
    "the log tells of it",
    () => Deno.readTextFileSync(log).includes(`${choretab}:2:1: "@never" is unknown`),
  );
  deepEqual(await namesOf(home), ["a", "b"]);
  match(await home.ask(["session"]), /^choretab_problem: .*choretab:2:1: "@never" is unknown/m);
  const listed = await home.chore(["tab", "-l"]);
  deepEqual([listed.code, listed.stdout], [0, "@daily -j a -- true\n@never x\n"]);
  match(listed.stderr, /choretab:2:1: "@never".*\n.*the choretab is not loaded/);
  const again = await home.chore(["tab"]);
  deepEqual([again.code, again.stdout], [100, ""]);
  await Deno.writeTextFile(choretab, "@daily -j a -- true\n");
  equal((await home.chore(["tab"])).stderr, said("1 job", "0 new, 0 changed, 1 gone"));
  match(await home.ask(["session"]), /^choretab: .*\/choretab, 1 jobs$/m);
});

Deno.test("chored serves with the table that it had where the file is bad at its start", async () => {
  await using home = await makeHome();
  await install(home, "@daily -j a -- true");
  await home.ask(["shutdown"]);
  await Deno.writeTextFile(home.paths().choretab, "@daily -j b -- true\n@never x\n");
  equal((await home.chored([])).code, 0);
  deepEqual(await namesOf(home), ["a"]);
  match(await home.ask(["session"]), /^choretab_problem: .*:2:1: /m);
  await home.ask(["shutdown"]);
  await Deno.writeTextFile(home.paths().choretab, "@daily -j b -- true\n");
  equal((await home.chored([])).code, 0);
  deepEqual(await namesOf(home), ["b"]);
});

Deno.test("each session has a choretab of its own", async () => {
  await using home = await makeHome();
  await install(home, "@daily -j a -- true");
  await home.chore(["-n", "other", "tab", "-"], { input: "@daily -j b -- true\n" });
  equal(await home.ask(["-n", "other", "list", "-q"]), "b\n");
  deepEqual(await namesOf(home), ["a"]);
  equal(Deno.readTextFileSync(`${home.base}/choretab.other`), "@daily -j b -- true\n");
});

Deno.test("chore tab -e edits the table, asks again, and says where nothing has changed", async () => {
  await using home = await makeHome();
  const env = { EDITOR: "sed -i -e '$a @daily -j a -- true'", TMPDIR: home.folder };
  await install(home, "# mine");
  const edited = await home.chore(["tab", "-e"], { env });
  deepEqual([edited.code, edited.stderr], [0, said("1 job", "1 new, 0 changed, 0 gone")]);
  equal(await home.ask(["tab", "-l"]), "# mine\n@daily -j a -- true\n");
  const same = await home.chore(["tab", "-e"], { env: { ...env, EDITOR: "true" } });
  deepEqual([same.code, same.stderr], [0, said("1 job", "nothing has changed")]);
  const bad = { ...env, EDITOR: "sed -i -e 's/@daily/@dayly/'" };
  const wrong = await home.chore(["tab", "-e"], { env: bad, input: "n\n" });
  equal(wrong.code, 100);
  match(wrong.stderr, /the choretab:2:1: "@dayly" is unknown.*\n.*not loaded.*\n.*edit it again\?/);
  // the second pass of this editor makes it right
  const twice = { ...env, EDITOR: "sed -i -e 's/@dayly/@hourly/; s/@daily/@dayly/'" };
  const right = await home.chore(["tab", "-e"], { env: twice, input: "\n" });
  equal(right.code, 0, right.stderr);
  equal(await home.ask(["tab", "-l"]), "# mine\n@hourly -j a -- true\n");
});

Deno.test("chore tab --check needs no chored", async () => {
  await using home = await makeHome({ isIdle: true });
  await Deno.writeTextFile(home.path("good"), "@daily x\n@hourly -j a -- y\n");
  await Deno.writeTextFile(home.path("bad"), "@daily -j a x\n@daily -j a y\n");
  equal(await home.ask(["tab", "--check", "good"]), "ok: 2 jobs\n");
  equal(await home.ask(["tab", "--check=-"], { input: "@daily x" }), "ok: 1 job\n");
  const { code, stdout, stderr } = await home.chore(["tab", "--check", "bad"]);
  deepEqual([code, stdout], [100, ""]);
  equal(stderr, 'chore: bad:2:1: line 1 has the name "a" already\n');
  equal((await home.chore(["tab", "--check", "missing"])).code, 111);
  equal((await home.chore(["tab", "missing"])).code, 111);
  ok(!Array.from(Deno.readDirSync(home.folder)).some(({ name }) => name === "base"));
});

Deno.test("chore tab --next shows what comes, of all jobs", async () => {
  await using home = await makeHome();
  await install(home, "0 0 1 1 * -j year -- true", "* * * * * * -j tick -- true");
  await home.ask(["hold", "tick"]);
  await home.run("-j", "soon", "--in", "1h", "--", "echo", "a b");
  const next = await home.json<NextTime[]>(["tab", "--next=3"]);
  deepEqual(next.map(({ name }) => name), ["soon", "year", "year"]);
  deepEqual(next[0]?.command, ["echo", "a b"]);
  match(await home.ask(["tab", "--next", "1"]), /^TIME +IN +NAME +COMMAND\n.* soon +echo 'a b'\n$/);
  equal((await home.chore(["tab", "--next", "0"])).code, 100);
});

Deno.test("chore tab --import takes a crontab(5) as people have it", async () => {
  await using home = await makeHome();
  const crontab = `${ROOT}/tests/fixtures/crontab`;
  const printed = await home.chore(["tab", "--import", crontab, "--print"]);
  equal(printed.code, 0, printed.stderr);
  match(printed.stderr, /crontab:\d+: MAILTO is made a comment: chore sends no mail\n/);
  equal(await home.ask(["tab", "--next=9", "--json"]), "[]\n");
  const done = await home.chore(["tab", "--import", crontab]);
  deepEqual([done.code, done.stdout], [0, printed.stdout], done.stderr);
  equal(await home.ask(["tab", "-l"]), printed.stdout);
  const jobs = await home.json<JobView[]>(["list"]);
  equal(jobs.length, 6);
  const mailed = jobs.find(({ command }) => command.at(-1)?.includes("printf")) as JobView;
  await home.ask(["now", mailed.name]);
  await until(
    "it has read its input",
    async () => await home.ask(["log", mailed.name]) === "Dear Ann,\n100% done\n",
  );
  const again = await home.chore(["tab", "--import", crontab]);
  equal(again.code, 103);
  match(again.stderr, /Cannot import ".*crontab": ".*choretab" is there: use --print/);
});

Deno.test("chore tab takes one thing at a time", async () => {
  await using home = await makeHome({ isIdle: true });
  const table: [words: string[], complaint: RegExp][] = [
    [["tab", "-l", "-r"], /Cannot use --list and --remove: choose one/],
    [["tab", "-l", "-"], /Cannot use "-" with --list: one word too many/],
    [["tab", "-", "x"], /one word too many/],
    [["tab", "--print"], /Cannot use --print without --import/],
    [["tab", "-e", "-d", "x"], /one word too many|no such file/],
    [["tab", ""], /Cannot use "" as a file: it has no name/],
    [["tab", "--check", ""], /Cannot use "" as a file: it has no name/],
  ];
  for (const [words, complaint] of table) {
    const { code, stderr } = await home.chore(words);
    match(stderr, complaint, words.join(" "));
    ok(code === 100 || code === 111, words.join(" "));
  }
  const long = await home.chore(["tab", "--check", "-"], { input: `#${"x".repeat(300_000)}` });
  equal(long.code, 100);
  match(long.stderr, /it has more than 262144 bytes$/m);
});
