import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { fixture } from "../support/place.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

Deno.test("chore log merges both streams in true order", async () => {
  await using home = await makeHome();
  await alternate(home, "10");
  const expected = Array.from({ length: 10 }, (_, i) => `out ${i + 1}\nerr ${i + 1}\n`).join("");
  equal(await merged(home, ["log", "job"]), expected);
  equal(await merged(home, ["logs", "1"]), expected);
  const { stdout, stderr } = await home.chore(["log", "job"]);
  deepEqual([stdout.match(/err/), stderr.match(/out/)], [null, null]);
});

Deno.test("chore log --stdout, --stderr and --tail choose what is shown", async () => {
  await using home = await makeHome();
  await alternate(home, "4");
  const shown = async (...words: string[]) => {
    const { code, stdout, stderr } = await home.chore(["log", ...words, "job"]);
    deepEqual(code, 0);
    return [stdout, stderr];
  };
  const [out, err] = await shown();
  deepEqual(await shown("--stdout"), [out, ""]);
  deepEqual(await shown("--stderr"), ["", err]);
  deepEqual(await shown("--stdout", "--stderr"), [out, err]);
  deepEqual(await shown("--tail", "3"), ["out 4\n", "err 3\nerr 4\n"]);
  deepEqual(await shown("--tail", "2", "--stdout"), ["out 3\nout 4\n", ""]);
  deepEqual(await shown("--tail", "0"), ["", ""]);
  deepEqual(await shown("--tail", "1000"), [out, err]);
  equal((await home.chore(["log", "--tail", "-1", "job"])).code, 100);
});

Deno.test("chore log --timestamps and --json tell when each line came", async () => {
  await using home = await makeHome();
  await alternate(home, "2");
  const [run] = (await home.job("job")).runs;
  const { stdout, stderr } = await home.chore(["log", "-t", "job"]);
  const stamp = "(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z)";
  const [, first = ""] = new RegExp(`^${stamp} out 1\n${stamp} out 2\n$`).exec(stdout) ?? [];
  match(stderr, new RegExp(`^${stamp} err 1\n${stamp} err 2\n$`));
  equal(first >= (run?.startedAt ?? "") && first <= (run?.endedAt ?? ""), true);
  const lines = (await home.ask(["log", "--json", "job"])).trimEnd().split("\n");
  const objects = lines.map((line) => JSON.parse(line));
  deepEqual(objects.map(({ stream, text }) => `${stream} ${text}`), [
    ...["stdout out 1", "stderr err 1", "stdout out 2", "stderr err 2"],
  ]);
  equal(objects[0].time, first);
  deepEqual(objects.map(({ time }) => time).toSorted(), objects.map(({ time }) => time));
  equal((await home.chore(["log", "-t", "--json", "job"])).code, 100);
});

Deno.test("chore log gives one run of many by --run, and all of them", async () => {
  await using home = await makeHome();
  await runToEnd(home, ["one", "sh", "-c", "echo $CHORE_RUN; echo end"]);
  for (let i = 0; i < 2; i++) {
    await home.ask(["restart", "one"]);
    await home.ask(["wait", "one"]);
  }
  equal(await home.ask(["log", "one"]), "3\nend\n");
  equal(await home.ask(["log", "one", "--run", "1"]), "1\nend\n");
  equal(await home.ask(["log", "one", "--run", "all"]), "1\nend\n2\nend\n3\nend\n");
  equal(await home.ask(["log", "one", "--run", "all", "--tail", "3"]), "end\n3\nend\n");
  equal(await home.ask(["log", "one", "--run=all", "--tail=2", "--grep=[12]"]), "1\n2\n");
  const lines = (await home.ask(["log", "one", "--run=all", "--json"])).trimEnd().split("\n");
  deepEqual(lines.map((line) => JSON.parse(line)).map(({ job, run }) => `${job} ${run}`), [
    ...["one 1", "one 1", "one 2", "one 2", "one 3", "one 3"],
  ]);
  const wrong = await home.chore(["log", "one", "--run", "7"]);
  deepEqual([wrong.code, wrong.stderr], [
    103,
    'chore: Cannot show run 7 of job "one": it has 1, 2, 3\n',
  ]);
  equal((await home.chore(["log"])).code, 100);
  equal((await home.chore(["log", "one", "--run", "few"])).code, 100);
});

Deno.test("chore log names the job of each line where there are several, in the order of time", async () => {
  await using home = await makeHome();
  const go = home.path("go");
  const script = 'echo first; until [ -e "$0" ]; do sleep 0.01; done; printf "last\nopen"';
  await home.run("-j", "long_one", "--", "sh", "-c", script, go);
  await home.untilSaid("long_one", "first");
  await runToEnd(home, ["two", "sh", "-c", "echo between; echo wrong >&2"]);
  await Deno.writeTextFile(go, "");
  await home.ask(["wait", "long_one"]);
  const shown = await home.chore(["log", "two", "long_one"]);
  const lines = ["long_one | first", "two      | between", "long_one | last", "long_one | open"];
  equal(shown.stdout, lines.map((line) => `${line}\n`).join(""));
  equal(shown.stderr, "two      | wrong\n");
  const plain = await home.ask(["log", "1", "2", "--no-prefix"]);
  equal(plain, "first\nbetween\nlast\nopen\n");
  equal(await home.ask(["log", "1", "2", "--raw"]), "first\nbetween\nlast\nopen");
  equal(await home.ask(["log", "--all", "--stdout"]), shown.stdout);
  match(await home.ask(["log", "-at", "--tail", "1"]), /^long_one \| \d{4}-\S+Z open\n$/);
  const json = (await home.ask(["log", "--json", "-g", "default"])).trimEnd().split("\n");
  deepEqual(json.map((line) => JSON.parse(line)).map(({ job, text }) => `${job} ${text}`), [
    ...["long_one first", "two between", "two wrong", "long_one last", "long_one open"],
  ]);
});

Deno.test("chore log chooses by time and pattern, of rotated output too", async () => {
  await using home = await makeHome();
  const script = "i=0; while [ $i -lt 40000 ]; do echo line $i; i=$((i + 1)); done";
  await home.run("-j", "job", "--log-size", "64k", "--log-files", "4", "--", "sh", "-c", script);
  await home.ask(["wait", "job"]);
  const all = await home.chore(["log", "job"]);
  match(all.stderr, /^chore: job: \d+ bytes of its standard output were rotated away\n$/);
  const lost = Number(/\d+/.exec(all.stderr)?.[0]);
  const whole = Array.from({ length: 40_000 }, (_, i) => `line ${i}\n`).join("");
  equal(lost > 64_000, true);
  equal(all.stdout, whole.slice(lost));
  equal(await home.ask(["log", "job", "--tail", "2"]), "line 39998\nline 39999\n");
  const found = await home.ask(["log", "job", "--grep", "^line 399[01]5$", "--since", "1h"]);
  equal(found, "line 39905\nline 39915\n");
  equal(await home.ask(["log", "job", "--grep", "[0-8]$", "--invert", "--tail=1"]), "line 39999\n");
  equal(await home.ask(["log", "job", "--until", "1h"]), "");
  equal(await home.ask(["log", "job", "--since", "2020-01-01", "--tail", "1"]), "line 39999\n");
});

Deno.test("chore log refuses what it cannot read or choose by, and says what it expects", async () => {
  await using home = await makeHome();
  await runToEnd(home, ["job", "true"]);
  const wrong: [number, RegExp, ...string[]][] = [
    [100, /"soon" for --since: expected /, "job", "--since", "soon"],
    [100, /"25:00" for --until: there is no such time/, "job", "--until", "25:00"],
    [100, /nothing lies between them/, "job", "--since", "1h", "--until", "2h"],
    [100, /"\(" for --grep: .*expected a regular expression/, "job", "--grep", "("],
    [100, /--invert without --grep/, "job", "--invert"],
    [100, /--raw and --json: choose one/, "job", "--raw", "--json"],
    [100, /--follow and --until: choose one/, "job", "-f", "--until", "1h"],
    [100, /--follow and --run: choose one/, "job", "-f", "--run", "1"],
    [100, /"job" and --all: choose one/, "job", "--all"],
    [100, /--all and --group: choose one/, "--all", "-g", "default"],
    [103, /group "none": there is no such group/, "-g", "none"],
    [103, /Cannot find job "nobody"/, "job", "nobody"],
  ];
  for (const [code, message, ...words] of wrong) {
    const ran = await home.chore(["log", ...words]);
    equal(ran.code, code, words.join(" "));
    match(ran.stderr, message);
    equal(ran.stdout, "");
  }
});

Deno.test("chore log says so where a job has no output, or somebody removed it", async () => {
  await using home = await makeHome();
  await home.run("-j", "later", "--in", "1h", "--", "true");
  const none = await home.chore(["log", "later"]);
  deepEqual([none.code, none.stderr], [0, "chore: later: no output: it is scheduled\n"]);
  await runToEnd(home, ["job", "echo", "said"]);
  const { w } = await home.filesOf("job");
  await Deno.truncate(`${w}/stdout`, 2);
  const cut = await home.chore(["log", "job"]);
  deepEqual([cut.code, cut.stdout], [0, "sa"]);
  match(cut.stderr, /job: 3 bytes of its standard output are gone: somebody has cut, damaged/);
  await Deno.remove(w, { recursive: true });
  const gone = await home.chore(["log", "job"]);
  deepEqual([gone.code, gone.stdout], [0, ""]);
  match(gone.stderr, /job: the files of run 1 are gone: somebody has removed them/);
});

Deno.test("chore log shows what a job that runs has said so far", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", fixture("hold"));
  await home.untilSaid("job", "ready");
  equal(await home.ask(["log", "job"]), "ready\n");
});

Deno.test("chored_worker keeps the exact bytes, and both the seed's names and chore log give them", async () => {
  await using home = await makeHome();
  const bytes = home.path("bytes");
  await runToEnd(home, ["job", fixture("raw_bytes"), bytes]);
  const wanted = await Deno.readFile(bytes);
  const { jobs } = home.paths();
  const names = [...Deno.readDirSync(jobs)].map(({ name }) => name).sort();
  const [date] = /\d{8}T\d{6}Z/.exec(names[0] ?? "") ?? [];
  deepEqual(
    names,
    ["debug", "pid", "stats", "stderr", "stdout"].map((each) => `job-${date}.${each}`),
  );
  deepEqual(await Deno.readFile(`${jobs}/job-${date}.stdout`), wanted);
  deepEqual(await Deno.readFile(`${jobs}/job-${date}.stderr`), wanted);
  const { bytes: shown } = await home.chore(["log", "--stdout", "job"]);
  deepEqual(shown, wanted);
  const [run] = (await home.job("job")).runs;
  deepEqual([run?.stdoutBytes, run?.stderrBytes], [wanted.length, wanted.length]);
  equal(await Deno.readTextFile(`${jobs}/job-${date}.pid`), `${run?.pid}\n`);
  const debug = await Deno.readTextFile(`${jobs}/job-${date}.debug`);
  equal(debug.includes("XDG_CACHE_HOME"), false, "an environment never reaches a dump");
});

async function runToEnd(home: UserHome, [name = "", ...command]: string[]): Promise<void> {
  await home.run("-j", name, "--", ...command);
  await home.ask(["wait", name]);
}

/** A job whose lines come in turn on both streams: each waits until the one before is in its file. */
async function alternate(home: UserHome, count: string): Promise<void> {
  const script = `exec "$1" "$2" "$3/$CHORE_RUN/w"`;
  const words = ["sh", fixture("alternate"), count, home.paths().runs];
  await runToEnd(home, ["job", "sh", "-c", script, ...words]);
}

/** Both streams of chore, in the order in which it wrote them. */
async function merged(home: UserHome, words: readonly string[]): Promise<string> {
  const chore = home.start(["chore", "-v"]);
  await chore.ended;
  const shell = await new Deno.Command("sh", {
    args: ["-c", 'exec "$@" 2>&1', "sh", chore.words[0] ?? "", ...words],
    clearEnv: true,
    env: home.env,
  }).output();
  return new TextDecoder().decode(shell.stdout);
}
