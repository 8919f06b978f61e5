import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import type { JobView } from "../../mod.ts";
import { fixture } from "../support/place.ts";
import { makeHome } from "../support/user_home.ts";

Deno.test("chore signal takes a signal by name or number, before or after the job", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", fixture("tell_signals"));
  await home.untilSaid("job", "ready");
  const spellings = [
    ["HUP", ["-s", "HUP", "job"]],
    ["INT", ["job", "SIGINT"]],
    ["QUIT", ["-3", "job"]],
    ["ALRM", ["-ALRM", "1"]],
    ["USR1", ["--signal", "usr1", "job"]],
    ["USR2", ["-k", "SIGUSR2", "job"]],
    ["WINCH", ["job", "winch"]],
  ] as const;
  let said = "ready\n";
  for (const [name, words] of spellings) {
    equal(await home.ask(["signal", ...words]), "job\n");
    said += `${name}\n`;
    await home.untilSaid("job", said);
  }
  const { state, runs } = await home.job("job");
  equal(state, "running");
  match(runs[0]?.endedBy ?? "", /^SIGWINCH sent by tester, process \d+ at \d{4}-/);
});

Deno.test("chore signal reaches every process of the group, of several jobs or all", async () => {
  await using home = await makeHome();
  const tell = fixture("tell_signals");
  await home.run("-j", "one", "--", "sh", "-c", '"$1" & exec "$1"', "sh", tell);
  await home.run("-j", "two", "--", fixture("tell_signals"));
  await home.run("-j", "ended", "--", "true");
  await home.ask(["wait", "ended"]);
  await home.untilSaid("one", "ready\nready");
  await home.untilSaid("two", "ready");
  equal(await home.ask(["signal", "--all", "USR1"]), "one\ntwo\n");
  await home.untilSaid("one", "USR1\nUSR1");
  await home.untilSaid("two", "USR1");
  equal(await home.ask(["signal", "one", "two", "TERM"]), "one\ntwo\n");
  equal((await home.chore(["wait", "one", "two"])).code, 7);
  deepEqual((await home.json<JobView>(["show", "two"])).state, "failed");
});

Deno.test("chore signal can stop a job for a while and let it go on", async () => {
  await using home = await makeHome();
  const go = home.path("go");
  await home.run("-j", "job", "--", fixture("wait_for_file"), go);
  await home.untilSaid("job", "ready");
  await home.ask(["signal", "-STOP", "job"]);
  await Deno.writeTextFile(go, "");
  equal((await home.job("job")).state, "running");
  equal(await home.ask(["log", "job"]), "ready\n");
  await home.ask(["signal", "-CONT", "job"]);
  equal((await home.chore(["wait", "job"])).code, 0);
  await Deno.remove(go);
  await home.run("-j", "other", "--", fixture("wait_for_file"), go);
  await home.untilSaid("other", "ready");
  await home.ask(["signal", "-STOP", "other"]);
  equal(await home.ask(["stop", "other"]), "other\n");
  equal((await home.job("other")).runs[0]?.outcome?.signal, "SIGTERM");
});

Deno.test("chore signal refuses what is no signal, and a job that does not run", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", "true");
  await home.ask(["wait", "job"]);
  const cases: [words: string[], code: number, complaint: RegExp][] = [
    [["job"], 100, /say which signal, as in chore signal -s HUP JOB$/],
    [["-s", "HUPP", "job"], 100, /"HUPP".* no signal: did you mean "HUP"\?$/],
    [["job", "HUPP"], 100, /"HUPP".* no signal: did you mean "HUP"\?$/],
    [["-99", "job"], 100, /"99".* no signal$/],
    [["job", "99"], 100, /"99".* no signal/],
    [["-s", "HUP"], 100, /name a job, or say --all$/],
    [["-s", "HUP", "job"], 103, /Cannot signal job "job": it is succeeded$/],
  ];
  for (const [words, wanted, complaint] of cases) {
    const { code, stdout, stderr } = await home.chore(["signal", ...words]);
    deepEqual([code, stdout], [wanted, ""]);
    match(stderr.trimEnd(), complaint);
  }
});
