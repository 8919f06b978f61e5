import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { fixture } from "../support/place.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

Deno.test("chore log merges both streams in true order", async () => {
  await using home = await makeHome();
  await runToEnd(home, ["job", fixture("alternate"), "10"]);
  const expected = Array.from({ length: 10 }, (_, i) => `out ${i + 1}\nerr ${i + 1}\n`).join("");
  equal(await merged(home, ["log", "job"]), expected);
  equal(await merged(home, ["logs", "1"]), expected);
  const { stdout, stderr } = await home.chore(["log", "job"]);
  deepEqual([stdout.match(/err/), stderr.match(/out/)], [null, null]);
});

Deno.test("chore log --stdout, --stderr and --tail choose what is shown", async () => {
  await using home = await makeHome();
  await runToEnd(home, ["job", fixture("alternate"), "4"]);
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
  await runToEnd(home, ["job", fixture("alternate"), "2"]);
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

Deno.test("chore log gives several jobs a headline each, and one run of many by --run", async () => {
  await using home = await makeHome();
  await runToEnd(home, ["one", "sh", "-c", "echo $CHORE_RUN"]);
  await runToEnd(home, ["two", "printf", "no newline"]);
  equal(await home.ask(["log", "one", "two"]), "==> one <==\n1\n\n==> two <==\nno newline");
  await home.ask(["restart", "one"]);
  await home.ask(["wait", "one"]);
  equal(await home.ask(["log", "one"]), "3\n");
  equal(await home.ask(["log", "one", "--run", "1"]), "1\n");
  const wrong = await home.chore(["log", "one", "--run", "2"]);
  deepEqual([wrong.code, wrong.stderr], [
    103,
    'chore: Cannot show run 2 of job "one": it has 1, 3\n',
  ]);
  equal((await home.chore(["log"])).code, 100);
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
