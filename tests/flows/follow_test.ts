import { strictEqual as equal } from "node:assert/strict";
import { fixture } from "../support/place.ts";
import { makeHome } from "../support/user_home.ts";

Deno.test("chore follow and log -f show output as it comes, until the job has ended", async () => {
  await using home = await makeHome();
  const go = home.path("go");
  await home.run("-j", "job", "--", fixture("wait_for_file"), go, "6");
  await home.untilSaid("job", "ready");
  const followers = [["follow", "job"], ["log", "-f", "job"], ["logs", "-f", "1"]];
  const programs = followers.map((words) => home.start(["chore", ...words]));
  for (const program of programs) await program.untilStdout("ready\n");
  await Deno.writeTextFile(go, "");
  for (const program of programs) {
    const { code, stdout, stderr } = await program.ended;
    equal(code, 0);
    equal(stdout, "ready\ndone\n");
    equal(stderr, "");
  }
  equal(await home.ask(["follow", "job"]), "ready\ndone\n");
  equal(await home.ask(["follow", "--tail", "1", "job"]), "done\n");
});

Deno.test("chore follow gives a long output whole, and both streams apart", async () => {
  await using home = await makeHome();
  const go = home.path("go");
  const script = `until [ -e "$1" ]; do sleep 0.01; done; exec "$2" 3000`;
  await home.run("-j", "job", "--", "sh", "-c", script, "sh", go, fixture("speak_both"));
  const program = home.start(["chore", "follow", "job"]);
  const onlyErr = home.start(["chore", "follow", "--stderr", "-t", "job"]);
  await Deno.writeTextFile(go, "");
  const { stdout, stderr } = await program.ended;
  const lines = (word: string) =>
    Array.from({ length: 3000 }, (_, i) => `${word} ${i + 1}\n`).join("");
  equal(stdout, lines("out"));
  equal(stderr, lines("err"));
  const timed = await onlyErr.ended;
  equal(timed.stdout, "");
  equal(timed.stderr.replaceAll(/^\S+ /gm, ""), lines("err"));
});

Deno.test("chore follow goes on over a restart, and leaves the job running when it is left", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", "sh", "-c", 'echo "run $CHORE_RUN"; exec sleep 600');
  const program = home.start(["chore", "follow", "job"]);
  await program.untilStdout("run 1\n");
  await home.ask(["restart", "job"]);
  await program.untilStdout("run 2\n");
  program.signal("SIGINT");
  await program.ended;
  equal((await home.job("job")).state, "running");
  equal((await home.chore(["follow"])).code, 100);
  equal((await home.chore(["log", "-f", "job", "job2"])).code, 103);
});

Deno.test("chore log -f follows several jobs, whole lines each, until all have ended", async () => {
  await using home = await makeHome();
  const go = home.path("go");
  for (const name of ["one", "three"]) {
    const script = `echo ready; until [ -e "$1" ]; do sleep 0.01; done; exec "$2" 2000`;
    await home.run("-j", name, "--", "sh", "-c", script, "sh", go, fixture("speak_both"));
    await home.untilSaid(name, "ready");
  }
  const followers = [["log", "-f", "one", "three"], ["follow", "--all"], [
    "follow",
    "-g",
    "default",
  ]]
    .map((words) => home.start(["chore", ...words]));
  for (const program of followers) await program.untilStdout("three | ready\n");
  await Deno.writeTextFile(go, "");
  for (const program of followers) {
    const { code, stdout, stderr } = await program.ended;
    equal(code, 0);
    for (const [name, head] of [["one", "one   | "], ["three", "three | "]] as const) {
      const of = (text: string) =>
        text.split("\n").filter((line) => line.startsWith(head)).map((line) => `${line}\n`).join(
          "",
        );
      const said = (word: string) =>
        Array.from({ length: 2000 }, (_, i) => `${head}${word} ${i + 1}\n`).join("");
      equal(of(stdout), `${head}ready\n${said("out")}`, name);
      equal(of(stderr), said("err"), name);
    }
    equal((stdout + stderr).split("\n").length, 8002 + 1);
  }
  const none = await home.chore(["follow", "--all"]);
  equal(none.code, 0);
  equal(none.stderr, "chore: no output: no job of the session is under way\n");
});

Deno.test("chore follow loses and repeats nothing through rotation and restart", async () => {
  await using home = await makeHome();
  const go = home.path("go");
  const script = `until [ -e "$1" ]; do sleep 0.01; done
    i=0; while [ $i -lt 30000 ]; do echo "$CHORE_RUN $i"; i=$((i + 1)); done; exec sleep 600`;
  await home.run(
    "-j",
    "job",
    "--log-size",
    "64k",
    "--log-files",
    "64",
    "--",
    "sh",
    "-c",
    script,
    "sh",
    go,
  );
  const program = home.start(["chore", "follow", "job"]);
  await Deno.writeTextFile(go, "");
  await program.untilStdout("1 29999\n");
  await home.ask(["restart", "job"]);
  await program.untilStdout("2 29999\n");
  await home.ask(["stop", "job"]);
  const { code, stdout, stderr } = await program.ended;
  equal(code, 0);
  const said = (run: number) => Array.from({ length: 30_000 }, (_, i) => `${run} ${i}\n`).join("");
  equal(stdout === said(1) + said(2), true, `${stdout.length} characters came`);
  equal(stderr, "");
});

Deno.test("chore follow chooses by pattern, and begins where it is told to", async () => {
  await using home = await makeHome();
  const go = home.path("go");
  await home.run("-j", "job", "--", fixture("wait_for_file"), go, "0");
  await home.untilSaid("job", "ready");
  const words = [["--grep", "^d"], ["--grep", "^d", "--invert"], ["--since", "1h"]];
  const programs = words.map((each) => home.start(["chore", "follow", ...each, "job"]));
  for (const i of [1, 2]) await programs[i]?.untilStdout("ready\n");
  await Deno.writeTextFile(go, "");
  const shown = await Promise.all(programs.map(async ({ ended }) => (await ended).stdout));
  equal(shown[0], "done\n");
  equal(shown[1], "ready\n");
  equal(shown[2], "ready\ndone\n");
});
