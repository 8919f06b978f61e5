import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import type { JobView } from "../../mod.ts";
import type { AlertEvent } from "../../job/alert.ts";
import { until } from "../support/deadline.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

/** A home whose alerts are told by this command; `NOTED` in it is the path of a file. */
async function homeWith(command: string, more = ""): Promise<UserHome> {
  const home = await makeHome({ isIdle: true });
  await Deno.mkdir(home.base, { mode: 0o700 });
  const text = command.replaceAll("NOTED", home.path("noted"));
  await Deno.writeTextFile(`${home.base}/chore.toml`, `[alert]\ncommand = '''${text}'''\n${more}`);
  equal((await home.chored([])).code, 0);
  return home;
}

/** What was noted, once there are so many lines. */
async function noted(home: UserHome, count: number): Promise<string[]> {
  const read = () => {
    try {
      return Deno.readTextFileSync(home.path("noted")).split("\n").slice(0, -1);
    } catch {
      return []; // nothing yet
    }
  };
  await until(`${count} lines are noted`, () => read().length >= count);
  return read();
}

async function alertsIn(home: UserHome): Promise<JobView[]> {
  const jobs = await home.json<JobView[]>(["list", "--hooks", "--all"]);
  return jobs.filter(({ hook }) => hook?.kind === "alert");
}

async function untilEnded(home: UserHome, count: number): Promise<JobView[]> {
  let alerts: JobView[] = [];
  await until(`${count} alerts have ended`, async () => {
    alerts = await alertsIn(home);
    return alerts.length >= count && alerts.every(({ exitCode }) => exitCode !== null);
  });
  return alerts;
}

Deno.test("an alert gives its command what has happened as JSON on standard input", async () => {
  await using home = await homeWith('cat >>"NOTED"; pwd >&2; env >&2');
  await home.run("-j", "build", "--env", "SECRET=xyzzy", "-c", "exit 7");
  const [line = ""] = await noted(home, 1);
  const event = JSON.parse(line) as AlertEvent;
  const { id, runs } = await home.job("build");
  const w = `${home.paths().runs}/${runs[0]?.run}/w`;
  deepEqual({ ...event, at: "" }, {
    ...{ kind: "state", session: "chored", job: "build", id, run: runs[0]?.run, state: "failed" },
    ...{ was: "running", outcome: { kind: "exited", code: 7 }, why: "exit code 7", at: "" },
    ...{ command: ["/bin/sh", "-c", "exit 7"], stdout: `${w}/stdout`, stderr: `${w}/stderr` },
  });
  const [alert] = await untilEnded(home, 1);
  deepEqual(alert?.hook, { kind: "alert", of: { job: id, run: runs[0]?.run ?? 0 } });
  const said = Deno.readTextFileSync((await home.filesOf("build_alert")).stderr);
  match(said, /^\/\n/);
  match(said, /^CHORE_STATE=failed$/m);
  ok(!said.includes("xyzzy"), "no environment of the job");
  match(await home.ask(["show", "build"]), /^hook: alert build_alert succeeded$/m);
  match(await home.ask(["show", "build_alert"]), /^hook_of: alert of job 1, run 1$/m);
});

Deno.test("chore run --alert and --no-alert say it for one job", async () => {
  await using home = await homeWith('cat >>"NOTED"');
  await home.run("-j", "quiet", "--no-alert", "-c", "exit 1");
  await home.chore(["wait", "quiet"]);
  await home.run("-j", "loud", "--alert", "--", "true");
  const [line = ""] = await noted(home, 1);
  deepEqual([JSON.parse(line).job, JSON.parse(line).state], ["loud", "succeeded"]);
  equal((await untilEnded(home, 1)).length, 1);
  const { code } = await home.chore(["run", "--alert", "--no-alert", "--", "true"]);
  equal(code, 100);
});

Deno.test("chore run --alert is refused where no command is set", async () => {
  await using home = await makeHome();
  const { code, stderr } = await home.chore(["run", "--alert", "--", "true"]);
  equal(code, 100);
  match(stderr, /Cannot run a job: --alert needs a command: set one under \[alert\] in chore.toml/);
});

Deno.test("an alert whose command fails twice is tried until it succeeds, and the job does not wait", async () => {
  await using home = await homeWith('cat >>"NOTED"; [ "$(wc -l <"NOTED")" -ge 3 ]');
  await home.run("-j", "job", "-c", "exit 1");
  equal((await home.chore(["wait", "job"])).code, 1);
  const lines = await noted(home, 3);
  equal(new Set(lines).size, 1);
  const [alert] = await untilEnded(home, 1);
  deepEqual([alert?.state, (await home.job("job_alert")).runs.length], ["succeeded", 3]);
});

Deno.test("an alert whose command hangs is ended by its timeout, and costs others nothing", async () => {
  await using home = await homeWith('echo x >>"NOTED"; exec sleep 1000', 'timeout = "0.3s"');
  await home.run("-j", "job", "-c", "exit 1");
  await home.ask(["run", "-f", "--pre", "true", "--", "true"]);
  // it is tried again
  await noted(home, 2);
  const { runs } = await home.job("job_alert");
  match(runs[0]?.outcome?.signal ?? "", /^SIGTERM$/);
  await home.ask(["stop", "job_alert"]);
  await untilEnded(home, 1);
});

Deno.test("many failures at once are few alerts, and none is lost or told twice when chored is killed", async () => {
  await using home = await homeWith('cat >>"NOTED"', "most-per-minute = 3");
  const jobs = Array.from({ length: 20 }, (_, n) => `sh -c 'exit ${1 + n % 3}'`).join("\n");
  const batch = await home.chore(["run", "--batch", "-"], { input: `${jobs}\n` });
  equal(batch.code, 0, batch.stderr);
  for (let kill = 0; kill < 3; kill++) {
    Deno.kill(home.pid(), "SIGKILL");
    await home.ask(["list"]);
  }
  await home.chore(["wait", ...batch.stdout.trimEnd().split("\n")]);
  await noted(home, 3);
  const alerts = await untilEnded(home, 3);
  equal(alerts.length, 3);
  const lines = await noted(home, 3);
  equal(new Set(lines.map((line) => JSON.parse(line).id)).size, 3);
  const { timers } = await home.json<{ timers: { digestAt: string | null } }>(["debug"]);
  ok(Date.parse(timers.digestAt ?? "") > Date.now() - 60_000, "the digest is still to come");
  const events = await home.chore(["events", "--kind", "alert", "--since", "1h", "--until-ended"]);
  const gathered = events.stdout.split("\n").filter((line) => line.includes("gathered"));
  equal(gathered.length, 17);
});
