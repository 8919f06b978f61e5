import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import type { ShutdownReport } from "../../mod.ts";
import { until } from "../support/deadline.ts";
import { fixture } from "../support/place.ts";
import { isAlive } from "../support/proc.ts";
import { makeHome } from "../support/user_home.ts";

Deno.test("chore shutdown stops every job, kills what is left, and nothing of the session lives on", async () => {
  await using home = await makeHome();
  await home.run("-j", "gentle", "--", fixture("tell_signals"));
  await home.run("-j", "stubborn", "--grace", "0.2", "--", fixture("ignore_term"));
  await home.untilSaid("gentle", "ready");
  await home.untilSaid("stubborn", "ready");
  const pid = home.pid();
  const { code, stdout, stderr } = await home.chore(["shutdown"]);
  deepEqual([code, stdout], [0, ""]);
  match(
    stderr,
    /^chore: ended chored of session "chored" in .*s: jobs stopped 2, killed 0, left 0$/m,
  );
  await until("chored is gone", () => !isAlive(pid));
  await until("nothing lives on", async () => (await home.processes()).length === 0);
  deepEqual([...Deno.readDirSync(`${home.base}/run`)].map(({ name }) => name), ["chored.pid"]);

  const none = await home.chore(["shutdown"]);
  deepEqual([none.code, none.stderr], [
    102,
    'chore: Cannot reach session "chored": no chored serves it\n',
  ]);
  // the next chored knows how they ended; chore list starts it, since the session has jobs
  const list = await home.chore(["list"]);
  match(list.stderr, /^chore: started chored for session "chored"$/m);
  const gentle = await home.job("gentle");
  deepEqual([gentle.state, gentle.exitCode], ["stopped", 7]);
  match(gentle.runs[0]?.endedBy ?? "", /^stopped with chored at /);
  equal((await home.job("stubborn")).runs[0]?.outcome?.signal, "SIGKILL");
});

Deno.test("chore shutdown --keep-jobs leaves the jobs running for the next chored, which has full control", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", fixture("tell_signals"));
  await home.untilSaid("job", "ready");
  const report = await home.json<ShutdownReport>(["shutdown", "--keep-jobs"]);
  deepEqual(report, { stopped: 0, killed: 0, left: 1 });
  const next = await home.chore(["list", "-q", "-s", "running"]);
  deepEqual([next.code, next.stdout], [0, "job\n"]);
  match(next.stderr, /^chore: re-adopted 1, ended meanwhile 0, started again 0, lost 0$/m);
  await home.ask(["signal", "-HUP", "job"]);
  await home.untilSaid("job", "ready\nHUP\n");
  await home.ask(["stop", "job"]);
  const { state, exitCode, runs } = await home.job("job");
  deepEqual([state, exitCode, runs.length], ["stopped", 7, 1]);
});

Deno.test("chore shutdown ends one session and leaves the others alone", async () => {
  await using home = await makeHome();
  await home.ask(["-n", "other", "run", "-j", "job", "--", fixture("hold")]);
  await home.ask(["shutdown"]);
  equal(await home.ask(["list", "-n", "other", "-q"]), "job\n");
  equal(await home.ask(["list", "-q"], { env: { CHORE_SESSION: "other" } }), "job\n");
  const { code, stderr } = await home.chore(["-n", "third", "shutdown"]);
  equal(code, 102);
  match(
    stderr,
    /Cannot find session "third": nothing was run in it yet: there are "chored", "other"$/m,
  );
});
