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
  equal((await home.chore(["log", "-f", "job", "job2"])).code, 100);
});
