import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { until } from "../support/deadline.ts";
import { fixture } from "../support/place.ts";
import { HAS_PROC, isAlive, statusOf } from "../support/proc.ts";
import { makeHome } from "../support/user_home.ts";

Deno.test("a job that closes its streams runs on, and its own end is its end", async () => {
  await using home = await makeHome();
  const go = home.path("go");
  await home.run("-j", "job", "--", fixture("end_without_streams"), go);
  await home.untilSaid("job", "last words");
  const following = home.start(["chore", "follow", "job"]);
  await following.untilStdout("last words");
  equal((await home.job("job")).state, "running");
  await Deno.writeTextFile(go, "");
  equal((await home.chore(["wait", "job"])).code, 5);
  equal((await following.ended).stdout, "last words\n");
  equal((await home.job("job")).runs[0]?.leftBehind, false);
});

Deno.test("a job that leaves a process behind ends all the same, and it is told", async () => {
  await using home = await makeHome();
  const files = [home.path("in_group"), home.path("away")] as const;
  await home.run("-j", "in_group", "--", fixture("leave_process"), files[0]);
  await home.run("-j", "away", "--", fixture("leave_process"), files[1], "setsid");
  deepEqual((await home.chore(["wait", "in_group", "away"])).code, 0);
  for (const [index, name] of ["in_group", "away"].entries()) {
    const { state, runs } = await home.job(name);
    deepEqual([state, runs[0]?.leftBehind], ["succeeded", true], name);
    match(await home.ask(["show", name]), /^left_behind: processes of it outlived it$/m);
    const pid = Number(await Deno.readTextFile(files[index] ?? ""));
    equal(isAlive(pid), true, "it is not chore's to end");
    Deno.kill(pid, "SIGKILL");
  }
  await until("its workers end", async () => (await home.workers()).length === 0);
});

Deno.test("chore stop ends what a job has started in its group, also when the job itself is quick", async () => {
  await using home = await makeHome();
  const script = `"$1" & trap 'exit 0' TERM; echo started; wait`;
  await home.run(
    "-j",
    "job",
    "--grace",
    "0.1",
    "--",
    "sh",
    "-c",
    script,
    "sh",
    fixture("ignore_term"),
  );
  await home.untilSaid("job", "started");
  await home.untilSaid("job", "ready");
  await home.ask(["stop", "job"]);
  const { state, runs } = await home.job("job");
  deepEqual([state, runs[0]?.outcome?.code, runs[0]?.leftBehind], ["stopped", 0, false]);
  await until("nothing of it lives", async () => (await home.processes()).length === 1);
});

Deno.test("a job that prints 200 MB in one line is kept whole, and costs its worker no memory", async () => {
  await using home = await makeHome();
  const bytes = 200 * 1024 * 1024;
  const go = home.path("go");
  const script = `"$1" "$2"; until [ -e "$3" ]; do sleep 0.01; done`;
  const words = ["sh", "-c", script, "sh", fixture("flood"), String(bytes), go];
  await home.run("-j", "job", "--log-size", "1G", "--", ...words);
  const { stdout } = await home.filesOf("job");
  await until("all is written", () => Deno.statSync(stdout).size >= bytes);
  const [worker] = await home.workers();
  if (HAS_PROC) {
    const peakKib = Number(statusOf(worker?.pid ?? 0, "VmHWM")?.split(" ")[0]);
    equal(peakKib < 120 * 1024, true, `${peakKib} KiB`);
  }
  await Deno.writeTextFile(go, "");
  equal((await home.chore(["wait", "job"])).code, 0);
  const [run] = (await home.job("job")).runs;
  deepEqual([run?.stdoutBytes, run?.droppedBytes], [bytes, 0]);
  const tail = await new Deno.Command("sh", {
    args: ["-c", '"$1" log --tail 1 job | wc -c', "sh", home.start(["chore", "-v"]).words[0] ?? ""],
    clearEnv: true,
    env: home.env,
  }).output();
  equal(Number(new TextDecoder().decode(tail.stdout)), bytes);
});

Deno.test("many small writes of two jobs at once are all kept, each with its own job", async () => {
  await using home = await makeHome();
  const count = 5000;
  for (const name of ["one", "two"]) {
    await home.run("-j", name, "--", fixture("speak_both"), String(count));
  }
  equal((await home.chore(["wait", "one", "two"])).code, 0);
  const lines = (word: string) =>
    Array.from({ length: count }, (_, i) => `${word} ${i + 1}\n`).join("");
  for (const name of ["one", "two"]) {
    const { stdout, stderr } = await home.chore(["log", name]);
    equal(stdout, lines("out"));
    equal(stderr, lines("err"));
  }
});
