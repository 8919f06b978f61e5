// Another user who may signal, and a chored for whose workers there are no processes left.

import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { buildInto, copyDeno } from "../support/installed.ts";
import { hasTool } from "../support/place.ts";
import { HAS_PROC, isAlive, openFiles, signalsIn } from "../support/proc.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

/** Users that nobody else is: what they leave counts for the next test of the same. */
const OWNER = 100_000 + 2 * (Deno.pid % 100_000);
const OTHER = OWNER + 1;
const ignore = Deno.uid() !== 0 || !hasTool("setpriv") || !HAS_PROC;
if (ignore) console.error("other_user_test.ts: left out: it needs root, setpriv and /proc");

const SIGUSR1 = 10;
const asUser = (
  id: number,
) => ["setpriv", `--reuid=${id}`, `--regid=${id}`, "--clear-groups", "--"];

async function makeHomeOfOwner(root: string): Promise<UserHome> {
  const env = { PATH: "/usr/bin:/bin", XDG_CACHE_HOME: "", LOGNAME: "owner" };
  const home = await makeHome({ root, isIdle: true, env, before: asUser(OWNER) });
  await Deno.chown(home.folder, OWNER, OWNER);
  return home;
}

async function run(...[program = "", ...args]: string[]): Promise<boolean> {
  return (await new Deno.Command(program, { args, stderr: "null" }).output()).success;
}

function listens(pid: number): string[] {
  const table = ["tcp", "tcp6"].map((name) => Deno.readTextFileSync(`/proc/${pid}/net/${name}`));
  const waiting = table.join("").split("\n").map((line) => line.trim().split(/\s+/))
    .filter(([, , , state]) => state === "0A").map((row) => `socket:[${row[9]}]`);
  return [...openFiles(pid).values()].filter((file) => waiting.includes(file));
}

Deno.test({
  name: "no user opens the debugger of another's programs by SIGUSR1, not even root",
  ignore,
  fn: async () => {
    await using built = await buildInto();
    await copyDeno(built);
    await using home = await makeHomeOfOwner(built.prefix);
    await home.run("-j", "job", "-c", "echo ready; exec sleep 600");
    await home.untilSaid("job", "ready");
    const following = home.start(["chore", "follow", "job"]);
    await following.untilStdout("ready");
    const isOurs = ({ words }: { words: readonly string[] }) => words[1] === "run";
    const programs = (await home.processes()).filter(isOurs);
    equal(programs.length, 3, "chore, chored and the worker");
    for (const { pid } of programs) {
      equal(signalsIn(pid, "SigBlk").includes(SIGUSR1), true);
      equal(await run(...asUser(OTHER), "kill", "-USR1", String(pid)), false);
      equal(signalsIn(pid, "ShdPnd").includes(SIGUSR1), false);
      equal(await run("kill", "-USR1", String(pid)), true);
      equal(signalsIn(pid, "ShdPnd").includes(SIGUSR1), true);
    }
    equal(await home.ask(["list", "-q"]), "job\n");
    for (const { pid } of programs) deepEqual([isAlive(pid), listens(pid)], [true, []]);
    for (const hostname of ["127.0.0.1", "::1"]) {
      const connected = await Deno.connect({ hostname, port: 9229 }).then(
        (connection) => (connection.close(), true),
        () => false,
      );
      equal(connected, false, `nobody listens at ${hostname}`);
    }
    await home.ask(["kill", "job"]);
    await following.ended;
    await home.ask(["shutdown"]);
  },
});

Deno.test({
  name:
    "chored that gets no process for a worker says so, serves on, and starts others once it can",
  ignore: ignore || !hasTool("prlimit"),
  fn: async () => {
    await using built = await buildInto();
    await copyDeno(built);
    await using home = await makeHomeOfOwner(built.prefix);
    await home.run("-j", "calm", "-c", "echo ready; exec sleep 600");
    await home.untilSaid("calm", "ready");
    // as where a job of his has taken all there are
    const limits = await Deno.readTextFile(`/proc/${home.pid()}/limits`);
    const most = /^Max processes +(\w+)/m.exec(limits)?.[1] ?? "";
    const limit = (soft: string) =>
      run(...asUser(OWNER), "prlimit", `--pid=${home.pid()}`, `--nproc=${soft}:`);
    equal(await limit("1"), true);
    const refused = await home.chore(["run", "-j", "late", "--", "true"]);
    equal(refused.code, 103);
    match(
      refused.stderr,
      /^chore: Cannot start job "late": its worker cannot start: .*unavailable/m,
    );
    equal(await home.ask(["list", "-q", "--state=running"]), "calm\n");
    equal(await home.run("-j", "held", "--hold", "--", "true"), "held");
    equal(await limit(most), true);
    await home.ask(["restart", "late"]);
    await home.ask(["release", "held"]);
    for (const job of ["late", "held"]) equal((await home.chore(["wait", job])).code, 0);
    await home.ask(["kill", "calm"]);
    await home.ask(["shutdown"]);
  },
});
