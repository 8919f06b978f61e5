import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import type { JobView } from "../../mod.ts";
import { LIMITS } from "../../limits.ts";
import { fixture } from "../support/place.ts";
import { makeHome } from "../support/user_home.ts";

Deno.test("chore show gives the seed's lines by their names, then the rest", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", fixture("hold"));
  await home.untilSaid("job", "ready");
  const shown = await home.ask(["show", "job"]);
  const lines = shown.trimEnd().split("\n").map((line) => /^(\S+): (.*)$/.exec(line));
  const values = new Map(lines.map((line) => [line?.[1], line?.[2]]));
  deepEqual([...values.keys()].slice(0, 9), [
    ...["name", "pid", "start_time", "state", "command", "%cpu", "%mem", "nice", "priority"],
  ]);
  const { pid, startedAt } = (await home.job("job")).runs[0] ?? {};
  equal(values.get("pid"), String(pid));
  equal(values.get("start_time"), startedAt);
  equal(values.get("state"), "running");
  match(values.get("%cpu") ?? "", /^\d+\.\d$/);
  match(values.get("%mem") ?? "", /^\d+\.\d$/);
  match(values.get("priority") ?? "", /^\d+$/);
  match(values.get("nice") ?? "", /^-?\d+$/);
  equal(values.get("stdout_bytes"), "6");
  equal(await home.ask(["info", "1"]).then((text) => text.split("\n")[0]), "name: job");
  equal((await home.ask(["status", "job"])).split("\n")[3], "state: running");
});

Deno.test("chore show -S gives the statistics, and chored_worker leaves them in the job's .stats", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", fixture("hold"));
  await home.untilSaid("job", "ready");
  const shown = await home.ask(["show", "-S", "job"]);
  match(shown, /^processes: 2$/m);
  match(shown, /^threads: 2$/m);
  match(shown, /^rss_bytes: [1-9]\d*$/m);
  match(shown, /^cpu_time: \d+\.\d\ds$/m);
  const { stats, w } = await home.filesOf("job");
  const kept = JSON.parse(await Deno.readTextFile(stats));
  deepEqual([kept.processes, kept.stdoutBytes, kept.stderrBytes], [2, 6, 0]);
  deepEqual([...Deno.readDirSync(w)].filter(({ name }) => name.endsWith(".new")), []);
  await home.ask(["kill", "job"]);
  match(await home.ask(["show", "-S", "job"]), /^cpu_peak: \d+\.\d%$/m);
  equal(JSON.parse(await Deno.readTextFile(stats)).processes, 0);
});

Deno.test("chore show takes names and ids, several, or all; --json gives one object or an array", async () => {
  await using home = await makeHome();
  await home.run("-j", "one", "--", "true");
  await home.run("-j", "two", "--", "true");
  await home.ask(["wait", "one", "two"]);
  const names = (text: string) => [...text.matchAll(/^name: (.*)$/gm)].map(([, name]) => name);
  deepEqual(names(await home.ask(["show", "two", "1", "one"])), ["two", "one"]);
  deepEqual(names(await home.ask(["show", "--all"])), ["one", "two"]);
  equal((await home.json<JobView>(["show", "2"])).name, "two");
  deepEqual((await home.json<JobView[]>(["show", "2", "1"])).map(({ id }) => id), [2, 1]);
  deepEqual((await home.json<JobView[]>(["show", "-a"])).map(({ id }) => id), [1, 2]);
});

Deno.test("chore refuses a job that is not there with 103, says what is near, and does nothing by halves", async () => {
  await using home = await makeHome();
  await home.run("-j", "build", "--", fixture("hold"));
  const verbs = ["show", "log", "follow", "wait", "why", "stop", "kill", "restart", "rm"];
  for (const words of [...verbs.map((verb) => [verb]), ["signal", "-s", "TERM"]]) {
    const { code, stdout, stderr } = await home.chore([...words, "biuld"]);
    deepEqual([code, stdout], [103, ""], words[0]);
    equal(
      stderr,
      'chore: Cannot find job "biuld" in session "chored": did you mean "build"?\n',
    );
  }
  for (const words of [["stop"], ["kill"], ["rm", "-f"], ["signal", "-s", "TERM"], ["restart"]]) {
    equal((await home.chore([...words, "build", "other"])).code, 103, words[0]);
  }
  const far = await home.chore(["show", "something_else"]);
  equal(far.stderr, 'chore: Cannot find job "something_else" in session "chored"\n');
  equal((await home.chore(["show", "99"])).code, 103);
  const { state, runs } = await home.job("build");
  deepEqual([state, runs.length], ["running", 1]);
});

Deno.test("chore refuses words that cannot be a job, no job, and more than its limit", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", "true");
  const many = Array.from({ length: LIMITS.selectedJobs + 1 }, () => "job");
  const cases: [words: string[], complaint: RegExp][] = [
    [["show"], /^chore: Cannot show: name a job, or say --all\n$/],
    [["show", "a-b"], /Cannot use "a-b" as a job: a name is 1 to 63 letters, digits and _\n$/],
    [["show", "n".repeat(64)], /as a job: a name is 1 to 63 letters/],
    [["show", "-a", "job"], /^chore: Cannot show "job" and --all: choose one\n$/],
    [["show", ...many], /^chore: Cannot take 1025 jobs at once: at most 1024\n$/],
    [["show", "--jsno", "job"], /no such option: did you mean "--json"\?\n$/],
  ];
  for (const [words, complaint] of cases) {
    const { code, stdout, stderr } = await home.chore(words);
    deepEqual([code, stdout], [100, ""]);
    match(stderr, complaint);
  }
  equal((await home.json<JobView[]>(["show", ...many.slice(1)])).length, 1);
});
