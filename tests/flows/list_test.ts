import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { connect, type JobView } from "../../mod.ts";
import { LIMITS } from "../../limits.ts";
import { fixture } from "../support/place.ts";
import { makeHome } from "../support/user_home.ts";

Deno.test("chore list shows a line a job, oldest first, and -q names alone", async () => {
  await using home = await makeHome();
  equal(await home.ask(["list"]), "ID  NAME  STATE  PID  STARTED  DURATION  EXIT  COMMAND\n");
  await home.run("-j", "good", "--", "true");
  await home.run("-j", "bad", "--", fixture("exit_with"), "7");
  await home.run("-j", "ugly", "--", fixture("kill_self"), "HUP");
  await home.chore(["wait", "good", "bad", "ugly"]);
  await home.run("-j", "busy", "--", fixture("hold"));
  const pid = (await home.job("busy")).runs[0]?.pid;
  const [title, ...lines] = (await home.ask(["list"])).trimEnd().split("\n");
  equal(title?.replaceAll(/ +/g, " ").trim(), "ID NAME STATE PID STARTED DURATION EXIT COMMAND");
  deepEqual(
    lines.map((line) => line.trim().split(/ {2,}/).filter((cell) => !/[:.s]$|^\d\d:/.test(cell))),
    [
      ["1", "good", "succeeded", "0", "true"],
      ["2", "bad", "failed", "7", `${fixture("exit_with")} 7`],
      ["3", "ugly", "failed", "SIGHUP", `${fixture("kill_self")} HUP`],
      ["4", "busy", "running", `${pid}`, fixture("hold")],
    ],
  );
  equal(await home.ask(["list", "-q"]), "good\nbad\nugly\nbusy\n");
  equal(await home.ask(["ls", "-q"]), "good\nbad\nugly\nbusy\n");
  equal(await home.ask(["ps", "-q"]), "good\nbad\nugly\nbusy\n");
  // time passes between the two
  const timeless = (text: string) => text.replaceAll(/\d+\.\d+s/g, "");
  equal(timeless(await home.ask(["status"])), timeless(await home.ask(["list"])));
});

Deno.test("chore list -s filters by state and by group of states, and refuses what is none", async () => {
  await using home = await makeHome();
  await home.run("-j", "good", "--", "true");
  await home.run("-j", "bad", "--", "false");
  await home.run("-j", "busy", "--", fixture("hold"));
  await home.chore(["wait", "good", "bad"]);
  const names = async (...words: string[]) => await home.ask(["list", "-q", ...words]);
  equal(await names("-s", "failed"), "bad\n");
  equal(await names("-s", "failed,running"), "bad\nbusy\n");
  equal(await names("-s", "failed", "--state", "running"), "bad\nbusy\n");
  equal(await names("-s", "ended"), "good\nbad\n");
  equal(await names("-s", "active"), "busy\n");
  equal(await names("-s", "waiting"), "");
  const wrong = await home.chore(["list", "-s", "runing"]);
  equal(wrong.code, 100);
  match(wrong.stderr, /"runing".* no state: did you mean "running"\?\n$/);
  equal((await home.chore(["list", "job"])).code, 100);
});

Deno.test("chore list --json gives what DESIGN promises, times in ISO 8601", async () => {
  await using home = await makeHome();
  await home.run("-j", "bad", "--", "sh", "-c", "echo out; echo err >&2; exit 9");
  await home.chore(["wait", "bad"]);
  const [job] = await home.json<JobView[]>(["list"]);
  const { createdAt, createdBy, runs, ...rest } = job ?? raise("no job");
  deepEqual(rest, {
    id: 1,
    name: "bad",
    state: "failed",
    command: ["sh", "-c", "echo out; echo err >&2; exit 9"],
    cwd: home.folder,
    group: "default",
    pinned: false,
    priority: 0,
    slots: 1,
    nextAt: null,
    readyAt: null,
    tab: null,
    hook: null,
    after: [],
    why: "exit code 9",
    exitCode: 9,
  });
  match(createdBy, /^tester, process \d+$/);
  const [run] = runs;
  const { startedAt, endedAt, pid, ...others } = run ?? raise("no run");
  deepEqual(others, {
    run: 1,
    outcome: { kind: "exited", code: 9, signal: null, reason: null },
    stdoutBytes: 4,
    stderrBytes: 4,
    droppedBytes: 0,
    leftBehind: false,
    endedBy: null,
  });
  equal(Number(pid) > 1, true);
  const times = [createdAt, startedAt ?? "", endedAt ?? ""];
  for (const time of times) match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  deepEqual(times.toSorted(), times);
  const quick = JSON.parse(await home.ask(["status", "--json"]));
  deepEqual(quick, [job]);
});

Deno.test("chore list shows the last that have ended up to its limit, and -a all of them", async () => {
  await using home = await makeHome();
  using session = await connect({ base: home.base });
  const most = LIMITS.listedEnded;
  const names = Array.from({ length: most + 1 }, (_, i) => `job_${i}`);
  const run = (name: string) => session.run({ argv: ["true"], name, cwd: "/", env: {} });
  await Promise.all(names.slice(0, most).map(run));
  await session.wait(names.slice(0, most));
  const full = await home.chore(["list", "-q"]);
  equal(full.stdout.split("\n").length - 1, most);
  await run(names[most] ?? "");
  await session.wait(names[most] ?? "");
  const cut = await home.chore(["list"]);
  equal(cut.stdout.includes("job_0 "), false);
  equal(cut.stdout.trimEnd().split("\n").length - 1, most);
  match(cut.stderr, /^chore: older jobs that have ended are left out: see chore list --all$/m);
  equal((await home.ask(["list", "-qa"])).split("\n").length - 1, most + 1);
});

Deno.test("chore list and show never let a control character of a job reach a terminal", async () => {
  await using home = await makeHome();
  const odd = "\x1b]0;title\x07\r\x08\x7f\u009b31m\u202etxt\n\t";
  await Deno.mkdir(home.path("\x1b[31mred"));
  await home.run("-j", "odd", "-C", "\x1b[31mred", "--", "sh", "-c", ": $1", odd);
  await home.chore(["run", "-j", "none", "--", `no\x1b[2Jsuch\n`]);
  await home.chore(["wait", "odd", "none"]);
  for (
    const words of [["list"], ["show", "-a"], ["show", "-S", "odd"], ["why", "-a"], [
      "list",
      "--json",
    ]]
  ) {
    const { code, stdout, stderr } = await home.chore(words);
    equal(code, 0);
    // deno-lint-ignore no-control-regex
    const raw = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/.exec(stdout + stderr)?.[0];
    equal(raw, undefined, `${words}: ${JSON.stringify(raw)}`);
  }
  match(await home.ask(["list"]), /\\x1b\]0;title\\x07\\x0d\\x08\\x7f\\x9b31m\\u202etxt\\x0a\\x09/);
  deepEqual((await home.job("odd")).command, ["sh", "-c", ": $1", odd]);
  const refused = await home.chore(["show", "no\x1b[2J"]);
  equal(refused.code, 100);
  equal(refused.stderr.includes("\x1b"), false);
});

function raise(message: string): never {
  throw new Error(message);
}
