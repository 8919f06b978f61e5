import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { isLocked } from "../../system/lock.ts";
import { until } from "../support/deadline.ts";
import { fixture, hasTool } from "../support/place.ts";
import { isAlive } from "../support/proc.ts";
import { makeHome } from "../support/user_home.ts";

Deno.test("chored_init makes folders of mode 0700 and files of mode 0600, whatever the umask", async () => {
  await using home = await makeHome({ isIdle: true });
  const chored = home.start(["chored", "--manifest"]).words[0] ?? "";
  const { success } = await new Deno.Command("sh", {
    args: ["-c", 'umask 000; "$1" && "$2" run -f -- true', "sh", chored, `${chored.slice(0, -1)}`],
    clearEnv: true,
    env: home.env,
    cwd: home.folder,
  }).output();
  equal(success, true);
  for (const { path, mode, isFolder } of tree(home.base)) {
    // the gate must be executed; nobody writes to what chored made
    const allowed = isFolder ? [0o700] : [0o600, 0o500, 0o400];
    equal(allowed.includes(mode), true, `${path}: ${mode.toString(8)}`);
  }
  const { pid, socket, log, store } = home.paths();
  equal(await Deno.readTextFile(pid), `${home.pid()}\n`);
  equal(isLocked(pid), true);
  equal(modeOf(socket), 0o600);
  equal(modeOf(store), 0o600);
  match(
    await Deno.readTextFile(log),
    / info +chored 0\.1\.0 serves session "chored" as process \d+\n/,
  );
});

Deno.test("chored refuses a folder that is open to others, not ours or no folder; -F mends modes", async () => {
  await using home = await makeHome({ isIdle: true });
  const refused = async (complaint: RegExp) => {
    const { code, stdout, stderr } = await home.chored([]);
    deepEqual([code, stdout], [111, ""]);
    match(stderr, complaint);
    // a client that would start it tells the reason, and its code
    const client = await home.chore(["run", "--", "true"]);
    equal(client.code, 111);
    match(client.stderr, complaint);
  };
  await Deno.mkdir(`${home.base}/run`, { recursive: true, mode: 0o700 });
  await Deno.chmod(home.base, 0o755);
  await refused(
    /^chored?: .*cannot use folder ".*base": it is open to others, mode 755: chmod 700, or chored -F$/m,
  );
  await Deno.chmod(home.base, 0o700);
  await Deno.chmod(`${home.base}/run`, 0o770);
  await refused(/run": it is open to others, mode 770/);
  equal((await home.chored(["-F"])).code, 0);
  equal(modeOf(`${home.base}/run`), 0o700);
  await home.ask(["shutdown"]);

  await Deno.remove(`${home.base}/logs`, { recursive: true });
  await Deno.symlink("/tmp", `${home.base}/logs`);
  await refused(/logs": it is not a folder$/m);
  equal((await home.chored(["-F"])).code, 111);
  await Deno.remove(`${home.base}/logs`);
  await Deno.writeTextFile(`${home.base}/logs`, "");
  await refused(/logs": it is not a folder$/m);
});

Deno.test({
  name: "chored refuses a folder of another user",
  ignore: Deno.uid() !== 0,
  fn: async () => {
    await using home = await makeHome({ isIdle: true });
    await Deno.mkdir(`${home.base}/cache`, { recursive: true, mode: 0o700 });
    await Deno.chmod(home.base, 0o700);
    await Deno.chown(`${home.base}/cache`, 65534, 65534);
    const { code, stderr } = await home.chored([]);
    equal(code, 111);
    match(stderr, /cache": it belongs to another user$/m);
  },
});

Deno.test("a second chored does not start, nor with -F; one of another session does", async () => {
  await using home = await makeHome();
  const pid = home.pid();
  for (const words of [[], ["-F"], ["-f"]]) {
    const { code, stderr } = await home.chored(words);
    equal(code, 103);
    match(
      stderr,
      new RegExp(`^chored: .*session "chored" is served already, by process ${pid}$`, "m"),
    );
  }
  equal((await home.chored(["-n", "other"])).code, 0);
  equal(home.pid(), pid);
  equal(await home.ask(["list", "-q", "-n", "other"]), "");
  const both = await Promise.all([1, 2, 3].map(() => home.chore(["-n", "race", "run", "true"])));
  deepEqual(both.map(({ code }) => code), [0, 0, 0]);
  equal((await home.processes()).filter(({ words }) => words.includes("--session=race")).length, 1);
});

Deno.test("chored starts over a stale socket and a stale pid file, and recovers what was left", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", fixture("tell_signals"));
  await home.untilSaid("job", "ready");
  const { pid, socket } = home.paths();
  const old = home.pid();
  Deno.kill(old, "SIGKILL");
  await until("chored is gone", () => !isAlive(old));
  equal(modeOf(socket), 0o600, "the socket is left behind");
  // a pid that lives, and is not chored's, must not be believed
  await Deno.writeTextFile(pid, `${Deno.pid}\n`);
  const { code, stdout, stderr } = await home.chore(["list", "-q"]);
  deepEqual([code, stdout], [0, "job\n"]);
  match(stderr, /^chore: started chored for session "chored"$/m);
  match(stderr, /^chore: re-adopted 1, /m);
  await home.ask(["stop", "job"]);
  equal((await home.job("job")).exitCode, 7);
});

Deno.test("chored goes to the background, in a session of its own; with -f it stays and logs to stderr too", async () => {
  await using home = await makeHome({ isIdle: true });
  const { code, stdout, stderr } = await home.chored(["-n", "back"]);
  deepEqual([code, stdout, stderr], [0, "", ""]);
  if (hasTool("setsid") && hasTool("ps")) {
    const pid = home.pid("back");
    const args = ["-o", "pgid=,sid=,tty=", "-p", String(pid)];
    const ps = await new Deno.Command("ps", { args }).output();
    deepEqual(new TextDecoder().decode(ps.stdout).trim().split(/\s+/), [`${pid}`, `${pid}`, "?"]);
  }
  const front = home.start(["chored", "-f", "-d", "-n", "front"]);
  await front.untilStderr("serves session");
  equal(front.pid, home.pid("front"));
  await home.ask(["-n", "front", "run", "-j", "job", "--", "true"]);
  await front.untilStderr('job 1 "job": accepted for tester');
  await front.untilStderr(" debug ");
  equal((await Deno.readTextFile(home.paths("back").log)).includes(" debug "), false);
  front.signal("SIGTERM");
  const { code: ended, stderr: said } = await front.ended;
  deepEqual([ended, said], [0, await Deno.readTextFile(home.paths("front").log)]);
});

Deno.test("chored_terminate upon SIGTERM and SIGINT: jobs end in peace, then by KILL; it ends with 0", async () => {
  await using home = await makeHome({ isIdle: true });
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    const session = signal.toLowerCase();
    const chored = home.start(["chored", "-f", "-n", session]);
    await chored.untilStderr("serves session");
    const ask = (...words: string[]) => home.ask(["-n", session, ...words]);
    await ask("run", "-j", "gentle", "--", fixture("tell_signals"));
    await ask("run", "-j", "stubborn", "--grace", "0.2", "--", fixture("ignore_term"));
    for (const name of ["gentle", "stubborn"]) {
      await until(`${name} is ready`, async () => (await ask("log", name)).includes("ready"));
    }
    chored.signal(signal);
    const { code, stderr } = await chored.ended;
    equal(code, 0);
    match(stderr, new RegExp(`info +${signal}: ends, and its jobs with it$`, "m"));
    match(stderr, /jobs stopped 2, killed 0, left 0\n.*info +ends\n$/);
    await until("nothing lives on", async () => (await home.processes()).length === 0);
    equal(exists(home.paths(session).socket), false);
  }
});

Deno.test("chored tells its version and help, and refuses words that it does not know", async () => {
  await using home = await makeHome({ isIdle: true });
  equal((await home.chored(["-v"])).stdout, "chored 0.1.0\n");
  const help = await home.chored(["-h"]);
  equal(help.code, 0);
  for (const option of ["-n", "-p", "-d", "-f", "-F", "-v", "-h", "-H"]) {
    match(help.stdout, new RegExp(`^ *${option}[, ]`, "m"));
  }
  const wrong = await home.chored(["--nonsense"]);
  equal(wrong.code, 100);
  match(wrong.stderr, /Cannot use "--nonsense": no such option\nusage: chored /);
  equal((await home.chored(["-n", "a-b"])).code, 100);
  equal([...Deno.readDirSync(home.folder)].length, 0);
});

interface Entry {
  readonly path: string;
  readonly mode: number;
  readonly isFolder: boolean;
}

/** All in `folder`, and itself; what a link points to has a mode of its own. */
function tree(folder: string): Entry[] {
  const below = [...Deno.readDirSync(folder)].filter(({ isSymlink }) => !isSymlink).flatMap(
    ({ name, isDirectory }) => {
      const path = `${folder}/${name}`;
      return isDirectory ? tree(path) : [{ path, mode: modeOf(path), isFolder: false }];
    },
  );
  return [{ path: folder, mode: modeOf(folder), isFolder: true }, ...below];
}

function modeOf(path: string): number {
  return (Deno.lstatSync(path).mode ?? 0) & 0o777;
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false; // it is not there
  }
}
