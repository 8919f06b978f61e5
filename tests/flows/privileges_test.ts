import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { fixture, ROOT } from "../support/place.ts";
import {
  environmentOf,
  HAS_PROC,
  isAlive,
  openFiles,
  type Process,
  signalsIn,
  statusOf,
} from "../support/proc.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

const ignore = !HAS_PROC;
const SIGUSR1 = 10;

Deno.test({
  name: "ps shows chore, chored and chored_worker under the exact flags of their manifests",
  ignore,
  fn: async () => {
    await using home = await makeHome();
    const { chore, chored, worker } = await startAll(home);
    deepEqual(flagsOf(chore), lines(await home.ask(["--manifest"])));
    deepEqual(flagsOf(chored), lines((await home.chored(["--manifest"])).stdout));
    const [mode, , , run = "", nonce] = worker.words.slice(flagsOf(worker).length + 1);
    const label = labelOf(home);
    const words = [mode, home.base, "chored", run, nonce, label, "none", Deno.execPath(), "/deno"];
    const program = home.start(["chored_worker", "--manifest", ...words.map(String)]);
    deepEqual(flagsOf(worker), lines((await program.ended).stdout));
  },
});

Deno.test({
  name: "chored may run the worker's launcher alone, chored_worker its gate, kill and ps",
  ignore,
  fn: async () => {
    await using home = await makeHome();
    const { chored, worker } = await startAll(home);
    const folder = `${home.paths().runs}/1`;
    const { base } = home;
    const { socket } = home.paths();
    deepEqual(rightsOf(chored), [
      `--allow-net=unix:${socket},unix:${socket}.new`,
      `--allow-read=${base}`,
      `--allow-run=${ROOT}/bin/chored_worker`,
      `--allow-write=${base}`,
    ]);
    deepEqual(rightsOf(worker), [
      `--allow-net=unix:${socket}`,
      `--allow-read=${folder},${socket}`,
      `--allow-run=${folder}/gate,/usr/bin/kill,/usr/bin/ps`,
      `--allow-write=${folder}/w,${socket}`,
    ]);
    for (const { words } of [chored, worker]) equal(words.includes("--ignore-env"), true);
  },
});

Deno.test({
  name:
    "SIGUSR1 opens no inspector in any of the three programs: it is blocked, and not for the job",
  ignore,
  fn: async () => {
    await using home = await makeHome();
    const { chore, chored, worker } = await startAll(home);
    for (const { pid } of [chore, chored, worker]) {
      equal(signalsIn(pid, "SigBlk").includes(SIGUSR1), true);
      Deno.kill(pid, "SIGUSR1");
      equal(signalsIn(pid, "ShdPnd").includes(SIGUSR1), true);
      equal(await home.ask(["list", "-q"]), "job\n");
      deepEqual([isAlive(pid), listensToTheNet(pid)], [true, false]);
    }
    const job = (await home.job("job")).runs[0]?.pid ?? 0;
    deepEqual(signalsIn(job, "SigBlk"), []);
    await home.ask(["signal", "-USR1", "job"]);
    equal((await home.chore(["wait", "job"])).code, 138);
  },
});

Deno.test({
  name: "chored and chored_worker keep none of the caller's files, environment, folder and umask",
  ignore,
  fn: async () => {
    await using home = await makeHome({ isIdle: true, env: { SECRET: "x", TERM: "xterm" } });
    const secret = home.path("secret");
    await Deno.writeTextFile(secret, "");
    const script = `umask 022; exec 3<"$3" 4<"$3" 5<"$3" 6<"$3" 7<"$3" 8<"$3" 9<"$3"
      exec "$1" run -j job -- "$2"`;
    const shell = await new Deno.Command("sh", {
      args: ["-c", script, "sh", `${ROOT}/bin/chore`, fixture("hold"), secret],
      clearEnv: true,
      env: home.env,
      cwd: home.folder,
    }).output();
    equal(shell.code, 0);
    const { chored, worker } = await findAll(home);
    const job = (await home.job("job")).runs[0]?.pid ?? 0;
    for (const { pid } of [chored, worker]) {
      equal(statusOf(pid, "Umask"), "0077");
      equal(Deno.readLinkSync(`/proc/${pid}/cwd`), "/");
      const names = environmentOf(pid).map((each) => each.split("=")[0] ?? "").sort();
      deepEqual(names, ["DENO_DIR", "DENO_NO_UPDATE_CHECK", "NO_COLOR", "PATH"]);
    }
    equal(statusOf(job, "Umask"), "0022");
    for (const pid of [chored.pid, worker.pid, job]) {
      equal([...openFiles(pid).values()].includes(secret), false);
    }
    const own = [0, 1, 2].map((fd) => openFiles(chored.pid).get(fd) ?? "");
    equal(own[0], "/dev/null");
    // what chored says before it serves comes through a fifo that nobody reads any more
    for (const file of own.slice(1)) match(file, /\/run\/chored\.ready\.\d+ \(deleted\)$/);
  },
});

Deno.test("no variable of the environment reaches Deno in any of the three programs", async () => {
  const trap = await Deno.makeTempDir({ prefix: "chore_" });
  const mark = `${trap}/mark`;
  await Deno.writeTextFile(`${trap}/evil.cjs`, `require("fs").writeFileSync("${mark}", "")`);
  const env = {
    DENO_PERMISSION_BROKER_PATH: `${trap}/broker`,
    DENO_AUDIT_PERMISSIONS: mark,
    DENO_COVERAGE_DIR: mark,
    DENO_V8_FLAGS: `--prof --logfile=${mark}`,
    DENO_DIR: `${trap}/cache`,
    NODE_OPTIONS: `--require ${trap}/evil.cjs`,
    NODE_V8_COVERAGE: mark,
    OTEL_DENO: "true",
    IFS: "o",
  };
  await using home = await makeHome({ isIdle: true, env });
  const { code, stdout } = await home.chore(["run", "-f", "--", "printenv", "NODE_OPTIONS"]);
  deepEqual([code, stdout], [0, `${env.NODE_OPTIONS}\n`]);
  equal((await home.chored(["-n", "other"])).code, 0);
  deepEqual([...Deno.readDirSync(trap)].map(({ name }) => name), ["evil.cjs"]);
  await Deno.remove(trap, { recursive: true });
});

interface Three {
  readonly chore: Process;
  readonly chored: Process;
  readonly worker: Process;
}

/** All three at work: a job that stays, and a client that follows it. */
async function startAll(home: UserHome): Promise<Three> {
  await home.run("-j", "job", "--", fixture("hold"));
  const following = home.start(["chore", "follow", "job"]);
  await following.untilStdout("ready");
  return { ...await findAll(home), chore: await find(home, following.pid) };
}

async function findAll(home: UserHome): Promise<Omit<Three, "chore">> {
  const [worker] = await home.workers();
  return { chored: await find(home, home.pid()), worker: await find(home, worker?.pid ?? 0) };
}

async function find(home: UserHome, pid: number): Promise<Process> {
  const found = (await home.processes()).find((each) => each.pid === pid);
  if (found === undefined) throw new Error(`process ${pid} is not there`);
  return found;
}

/** What Deno was started with, up to its program. */
function flagsOf({ words }: Process): readonly string[] {
  const program = words.findIndex((word) => word.endsWith(".ts"));
  return words.slice(1, program + 1);
}

function rightsOf(process: Process): string[] {
  return flagsOf(process).filter((flag) => flag.startsWith("--allow-")).sort();
}

/** Whether one of its sockets waits for connections by TCP. */
function listensToTheNet(pid: number): boolean {
  const table = ["tcp", "tcp6"].map((name) => Deno.readTextFileSync(`/proc/${pid}/net/${name}`));
  const waiting = table.join("").split("\n").map((line) => line.trim().split(/\s+/))
    .filter(([, , , state]) => state === "0A").map((row) => `socket:[${row[9]}]`);
  return [...openFiles(pid).values()].some((file) => waiting.includes(file));
}

function lines(text: string): string[] {
  return text.trimEnd().split("\n");
}

function labelOf(home: UserHome): string {
  const [entry] = [...Deno.readDirSync(home.paths().jobs)];
  return entry?.name.replace(/\.\w+$/, "") ?? "";
}
