import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import type { JobView } from "../../mod.ts";
import { until } from "../support/deadline.ts";
import { fixture } from "../support/place.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

async function logOf(home: UserHome, name: string): Promise<string> {
  await home.chore(["wait", name]);
  return (await home.chore(["log", name])).stdout;
}

/** Says a line for each file that appears, and ends with the last. */
const stepwise = [
  "sh",
  "-c",
  "echo started; for step in 1 2; do until [ -e step$step ]; do sleep 0.01; done; echo $step; done",
];

Deno.test("chore run --stdin-from feeds what another job has printed and prints, as it comes", async () => {
  await using home = await makeHome();
  await home.run("-j", "source", "--", ...stepwise);
  await home.untilSaid("source", "started");
  await home.run("-j", "reader", "--stdin-from", "source", "--", "cat");
  await home.untilSaid("reader", "started\n");
  Deno.writeTextFileSync(home.path("step1"), "");
  await home.untilSaid("reader", "started\n1\n");
  Deno.writeTextFileSync(home.path("step2"), "");
  equal(await logOf(home, "reader"), "started\n1\n2\n");
  // one that begins when all is over reads it all the same, and so does each new run
  await home.run("-j", "late", "--stdin-from", "source", "--", "cat");
  equal(await logOf(home, "late"), "started\n1\n2\n");
  await home.ask(["restart", "late"]);
  equal(await logOf(home, "late"), "started\n1\n2\n");
});

Deno.test("chore run --stdin-from waits for the start of the other job, and no longer", async () => {
  await using home = await makeHome();
  await home.run("-j", "source", "--hold", "--", ...stepwise);
  await home.run("-j", "reader", "--stdin-from", "source", "--", "cat");
  equal((await home.job("reader")).state, "waiting");
  match(await home.ask(["why", "reader"]), /waits for source/);
  await home.ask(["release", "source"]);
  await home.untilState("reader", "running");
  await home.untilSaid("reader", "started\n");
  equal((await home.job("source")).state, "running");
  deepEqual((await home.job("reader")).after, [{ name: "source", when: "start" }]);
  match(await home.ask(["show", "reader"]), /^stdin: the output of job "source"$/m);
  await home.ask(["stop", "source"]);
  equal(await logOf(home, "reader"), "started\n");
});

Deno.test("chore run --stdin-from keeps to the run that was the newest when it began", async () => {
  await using home = await makeHome();
  await home.run(
    "-j",
    "source",
    "--",
    "sh",
    "-c",
    "echo $CHORE_RUN; until [ -e go$CHORE_RUN ]; do sleep 0.01; done",
  );
  await home.run("-j", "reader", "--stdin-from", "source", "--", "cat");
  await home.untilSaid("reader", "1\n");
  Deno.writeTextFileSync(home.path("go1"), "");
  await home.chore(["wait", "source"]);
  await home.ask(["restart", "source"]);
  equal(await logOf(home, "reader"), "1\n");
  await home.run("-j", "second", "--stdin-from", "source", "--", "cat");
  const run = (await home.job("source")).runs.at(-1)?.run;
  Deno.writeTextFileSync(home.path(`go${run}`), "");
  equal(await logOf(home, "second"), `${run}\n`);
});

Deno.test("chore run --stdin-from loses nothing to rotation but what is gone, and says how much that is", async () => {
  await using home = await makeHome();
  const bytes = 1_000_000;
  const small = ["--log-size", "64K", "--log-files", "2"];
  await home.run("-j", "source", ...small, "--", fixture("flood"), String(bytes));
  await home.chore(["wait", "source"]);
  await home.run("-j", "reader", "--stdin-from", "source", "--", "wc", "-c");
  const read = Number(await logOf(home, "reader"));
  equal(read > 0 && read <= 2 * 65_536, true, String(read));
  match(
    await home.ask(["why", "reader"]),
    new RegExp(`; ${bytes - read} bytes of its input were rotated away`),
  );
  // with room for all of it nothing is missing, however slow its reader
  await home.run(
    "-j",
    "whole",
    "--log-size",
    "64K",
    "--log-files",
    "64",
    "--",
    fixture("flood"),
    String(bytes),
  );
  await home.run("-j", "slow", "--stdin-from", "whole", "--", "sh", "-c", "sleep 0.3; wc -c");
  equal(Number(await logOf(home, "slow")), bytes);
});

Deno.test("chore run --stdin-from refuses a job that is not there, and one that never ran", async () => {
  await using home = await makeHome();
  const nobody = await home.chore(["run", "--stdin-from", "nobody", "--", "cat"]);
  equal(nobody.code, 103);
  match(nobody.stderr, /Cannot wait for job "nobody": it is not in session/);
  await home.run("-j", "source", "--hold", "--", "true");
  await home.ask(["stop", "source"]);
  const never = await home.chore(["run", "-j", "reader", "--stdin-from", "source", "--", "cat"]);
  await home.chore(["wait", "reader"]);
  match(
    await home.ask(["why", "reader"]),
    /job "source", whose output it is to read, has no run/,
    never.stderr,
  );
});

Deno.test("chore run --stdin-from ends the input where the files of the other job are removed", async () => {
  await using home = await makeHome();
  await home.run("-j", "source", "--", "echo", "all");
  await home.chore(["wait", "source"]);
  await home.run(
    "-j",
    "reader",
    "--stdin-from",
    "source",
    "--",
    "sh",
    "-c",
    "until [ -e go ]; do sleep 0.01; done; cat",
  );
  const refused = await home.chore(["rm", "source"]);
  equal(refused.code, 103);
  match(refused.stderr, /another job still reads its output: wait for that, or use --force$/m);
  await home.ask(["rm", "--force", "source"]);
  Deno.writeTextFileSync(home.path("go"), "");
  equal((await home.chore(["wait", "reader"])).code, 0);
});

Deno.test("chore run --stdin-from reads on, whoever is killed: chored, or the worker of the other job", async () => {
  await using home = await makeHome();
  await home.run("-j", "source", "--", ...stepwise);
  await home.run("-j", "reader", "--stdin-from", "source", "--", "cat");
  await home.untilSaid("reader", "started\n");
  Deno.kill(home.pid(), "SIGKILL");
  Deno.writeTextFileSync(home.path("step1"), "");
  const [reader] = [...Deno.readDirSync(home.paths().jobs)].filter(({ name }) =>
    /^reader-.*\.stdout$/.test(name)
  );
  const path = `${home.paths().jobs}/${reader?.name}`;
  await until("it reads on", () => Deno.readTextFileSync(path).includes("1\n"));
  equal((await home.job("source")).state, "running");
  const worker = (await home.workers()).find(({ words }) =>
    words.some((word) => word.endsWith(`/runs/${"1"}`))
  );
  Deno.kill(worker?.pid ?? 0, "SIGKILL");
  await home.chore(["wait", "source"]);
  const job = await home.json<JobView>(["show", "source"]);
  equal(job.state, "lost");
  equal(await logOf(home, "reader"), "started\n1\n");
});
