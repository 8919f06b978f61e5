import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { segmentsOf } from "../../job/segments.ts";
import { exists } from "../../system/durable.ts";
import { until } from "../support/deadline.ts";
import { fixture } from "../support/place.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

const kib = 1024;
const flood = (bytes: number) => [fixture("flood"), String(bytes)];
const small = ["--log-size", "64K", "--log-files", "2"];

async function folderOf(home: UserHome, name: string): Promise<string> {
  const run = (await home.job(name)).runs.at(-1)?.run;
  return `${home.paths().runs}/${run}/w`;
}

async function segments(home: UserHome, name: string): Promise<number[]> {
  const names = [...Deno.readDirSync(await folderOf(home, name))].map((entry) => entry.name);
  return segmentsOf("stdout", names).map(({ offset }) => offset);
}

Deno.test("chore run rotates the log by its options, and tells the bytes of the whole run", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", ...small, "--", ...flood(1000 * kib));
  equal((await home.chore(["wait", "job"])).code, 0);
  const [run] = (await home.job("job")).runs;
  deepEqual([run?.stdoutBytes, run?.droppedBytes], [1000 * kib, 0]);
  equal((await segments(home, "job")).length, 2);
  const link = [...Deno.readDirSync(home.paths().jobs)].find(({ name }) =>
    name.endsWith(".stdout")
  );
  const [, last = 0] = await segments(home, "job");
  equal(Deno.statSync(`${home.paths().jobs}/${link?.name}`).size, 1000 * kib - last);
  const shown = await home.json<{ spec: { log: object } }>(["show", "job"]);
  deepEqual(shown.spec.log, { bytes: 64 * kib, files: 2, full: "rotate" });
});

Deno.test("chore run --log-full stop ends a job whose log is full as failed, and says why", async () => {
  await using home = await makeHome();
  const words = ["--log-full", "stop", "--grace", "5s", "--", "sh", "-c"];
  await home.run("-j", "job", ...small, ...words, "while :; do echo line; done");
  equal((await home.chore(["wait", "job"])).code, 128 + 15);
  const job = await home.job("job");
  equal(job.state, "failed");
  equal(job.why, `ended by SIGTERM; its log is full (${128 * kib} bytes)`);
  equal((job.runs[0]?.stdoutBytes ?? 0) <= 128 * kib, true);
});

for (const output of ["pipe", "fifo"]) {
  Deno.test(`chore run --log-full block with --output ${output} lets the job wait, and why and show say so`, async () => {
    await using home = await makeHome();
    const words = ["--output", output, "--log-full", "block", "--"];
    await home.run("-j", "job", ...small, ...words, ...flood(600 * kib));
    const waits = async () => /its output waits/.test(await home.ask(["why", "job"]));
    await until("the job waits", waits);
    match(await home.ask(["show", "job"]), /^logging: blocked$/m);
    match(await home.ask(["why", "job"]), /: chore log --clear job makes room/);
    for (let clears = 0; (await home.job("job")).state === "running"; clears++) {
      await home.chore(["log", "--clear", "job"]);
      equal(clears < 100, true);
    }
    const [run] = (await home.job("job")).runs;
    deepEqual([run?.stdoutBytes, run?.droppedBytes, run?.outcome?.code], [600 * kib, 0, 0]);
  });
}

Deno.test("chore log --off and --on switch what is written, past the death of chored", async () => {
  await using home = await makeHome();
  const script =
    `echo one; while read -r word; do echo "$word"; [ "$word" != two ] || "$1" 300000; : >"$0.$word"; done <"$0"`;
  const fifo = home.path("words");
  await new Deno.Command("mkfifo", { args: [fifo] }).output();
  using words = await Deno.open(fifo, { read: true, write: true });
  const say = (text: string) => words.write(new TextEncoder().encode(`${text}\n`));
  await home.run("-j", "job", "--", "sh", "-c", script, fifo, fixture("flood"));
  await home.untilSaid("job", "one");
  equal(await home.ask(["log", "--off", "job"]), "job\n");
  match(await home.ask(["why", "job"]), /its output is not logged: chore log --on job/);
  await home.ask(["shutdown", "--keep-jobs"]);
  match(await home.ask(["show", "job"]), /^logging: off$/m);
  await say("two");
  // more than a pipe holds: once it is written the worker has taken what came before
  await until("two is dropped", () => exists(`${fifo}.two`));
  await home.ask(["log", "--on", "job"]);
  await say("three");
  await home.untilSaid("job", "three");
  equal(/two/.test(await home.ask(["log", "job"])), false);
  await home.ask(["log", "--clear", "job"]);
  equal((await home.chore(["log", "job"])).stdout, "");
  await say("four");
  await home.untilSaid("job", "four");
  equal((await home.chore(["log", "job"])).stdout, "four\n");
});

Deno.test("chore log --off and its like are refused where they mean nothing", async () => {
  await using home = await makeHome();
  await home.run("-j", "done", "--", "true");
  await home.chore(["wait", "done"]);
  await home.run("-j", "direct", "--output", "direct", "--", fixture("hold"));
  const wrong: readonly [words: string[], code: number, complaint: RegExp][] = [
    [["--off", "done"], 103, /Cannot switch off the log of job "done": it is succeeded$/m],
    [["--clear", "done"], 103, /Cannot clear the log of job "done": it is succeeded: chore rm/],
    [["--clear", "direct"], 103, /its output does not go through its worker/],
    [["--off", "--on", "done"], 100, /Cannot use --on and --off: choose one/],
    [["--off", "--tail", "3", "done"], 100, /Cannot use --off with --tail: it shows nothing/],
    [["--off"], 100, /Cannot switch off the log: name a job/],
    [["--off", "nobody"], 103, /Cannot find job "nobody"/],
  ];
  for (const [words, code, complaint] of wrong) {
    const ran = await home.chore(["log", ...words]);
    deepEqual([words, ran.code], [words, code]);
    match(ran.stderr, complaint);
  }
});

Deno.test("chore run refuses what is no size, no number of files, and no way of a log that is full", async () => {
  await using home = await makeHome();
  const wrong: readonly [words: string[], complaint: RegExp][] = [
    [["--log-size", "63K"], /it is no size from 64K to 1G: write 512K or 10M/],
    [["--log-size", "2G"], /it is no size from 64K to 1G/],
    [["--log-size", "much"], /it is no size/],
    [["--log-files", "0"], /a number from 1 to 64 is wanted/],
    [["--log-files", "65"], /a number from 1 to 64 is wanted/],
    [["--log-full", "wait"], /rotate/],
  ];
  for (const [words, complaint] of wrong) {
    const ran = await home.chore(["run", ...words, "--", "true"]);
    equal(ran.code, 100);
    match(ran.stderr, complaint);
  }
  const direct = ["run", "--output", "direct", "--log-full", "block", "--", "true"];
  const { code, stderr } = await home.chore(direct);
  equal(code, 100);
  match(stderr, /--log-full block needs --output pipe or fifo: with direct no worker is between/);
});
