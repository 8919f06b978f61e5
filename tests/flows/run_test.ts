import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import type { Accepted } from "../../mod.ts";
import { fixture } from "../support/place.ts";
import { until } from "../support/deadline.ts";
import { isAlive } from "../support/proc.ts";
import { makeHome } from "../support/user_home.ts";

Deno.test("chore run -f on a fresh machine shows both streams, ends with the job's code, and all is told afterwards", async () => {
  await using home = await makeHome({ isIdle: true });
  const command = ["sh", "-c", "echo hello; echo oops >&2; exit 3"];
  const { code, stdout, stderr } = await home.chore(["run", "-f", "--", ...command]);
  equal(code, 3);
  equal(stdout, "hello\n");
  equal(stderr, 'chore: started chored for session "chored"\noops\n');

  const listed = await home.ask(["list"]);
  match(listed, /^ *1 +echo_hello +failed +\d\d:\d\d:\d\d +0\.\ds +3 +sh -c 'echo hello; .*'$/m);
  const shown = await home.ask(["show", "echo_hello"]);
  for (const line of ["name: echo_hello", "state: failed", "why: exit code 3", "exit_code: 3"]) {
    match(shown, new RegExp(`^${line}$`, "m"));
  }
  match(shown, /^stdout_bytes: 6\nstderr_bytes: 5$/m);
  match(shown, new RegExp(`^cwd: ${home.folder}$`, "m"));
  const logged = await home.chore(["log", "echo_hello"]);
  deepEqual([logged.stdout, logged.stderr], ["hello\n", "oops\n"]);
});

Deno.test("chore run prints the name alone on stdout, and makes it of the command", async () => {
  await using home = await makeHome();
  const { code, stdout, stderr } = await home.chore(["run", "--", "/bin/echo", "-n", "Hello"]);
  deepEqual([code, stdout, stderr], [0, "echo_Hello\n", ""]);
  equal(await home.ask(["run", "true"]), "true\n");
  equal(await home.ask(["run", "--", "true"]), "true_3\n");
  equal(await home.ask(["add", "-j", "by_hand", "--", "true"]), "by_hand\n");
  equal(await home.ask(["-j", "plainly", "--", "true"]), "plainly\n");
  const accepted = await home.json<Accepted>(["run", "-j", "as_json", "true"]);
  deepEqual([accepted.name, accepted.created], ["as_json", true]);
  equal(await home.ask(["run", "--no-wait", "-j", "later", "true"]), "later\n");
});

Deno.test("chore run captures the folder, the environment and the umask", async () => {
  await using home = await makeHome({ env: { ODD: "a b\n'c' \"d\" $e `f` \\ ü", EMPTY: "" } });
  await Deno.mkdir(home.path("a folder"));
  const tell = `umask 027; exec "$@"`;
  const job = ["run", "-f", "--", fixture("tell_surroundings")];
  const { stdout } = await home.start(["chore", ...job], { cwd: home.path("a folder") }).ended;
  match(stdout, new RegExp(`^cwd ${home.folder}/a folder\n`));
  match(stdout, /^ODD=a b\n'c' "d" \$e `f` \\ ü\n/m);
  match(stdout, /^EMPTY=$/m);
  match(stdout, /^CHORE_JOB=tell_surroundings$/m);
  match(stdout, /^CHORE_SESSION=chored$/m);
  const chore = home.start(["chore", "--manifest"]).words[0] ?? "";
  const shell = await new Deno.Command("sh", {
    args: ["-c", tell, "sh", chore, ...job],
    clearEnv: true,
    env: home.env,
  }).output();
  match(new TextDecoder().decode(shell.stdout), /^umask 0027$/m);
  // what the launcher sets for itself and for Deno is not the caller's
  equal(/^(DENO_|CHORE_SAVED_|LC_ALL)/m.test(stdout), false, stdout);
});

Deno.test("chore run gives back what its launcher had to take out of Deno's way", async () => {
  const env = { DENO_DIR: "/nowhere", NODE_OPTIONS: "--none", LC_ALL: "C.UTF-8", LD_PRELOAD: "" };
  await using home = await makeHome({ env });
  const stdout = await home.ask(["run", "-f", "--", "env"]);
  for (const [name, value] of Object.entries(env)) {
    match(stdout, new RegExp(`^${name}=${value}$`, "m"));
  }
});

Deno.test("chore run -C, -e, --env and --clean-env choose the folder and the environment", async () => {
  await using home = await makeHome({ env: { SECRET: "x", LANG: "C" } });
  await Deno.mkdir(home.path("sub"));
  const names = async (...words: string[]) =>
    (await home.ask(["run", "-f", ...words, "--", "env"])).split("\n")
      .map((line) => line.split("=")[0]).filter((name) => !/^(CHORE_.*|PWD|_|)$/.test(name ?? ""))
      .sort();
  deepEqual(await names("-e", "A=1 B=2"), ["A", "B", "HOME", "PATH"]);
  deepEqual(await names("-e", ""), ["HOME", "PATH"]);
  deepEqual(await names("--clean-env", "--env", "C=a b"), ["C", "HOME", "LANG", "LOGNAME", "PATH"]);
  equal((await names("--env", "A=1")).includes("SECRET"), true);
  for (const words of [["-C", "sub"], ["--cwd", home.path("sub")], ["-C./sub"]]) {
    equal(await home.ask(["run", "-f", ...words, "--", "pwd"]), `${home.folder}/sub\n`);
  }
  const wrong = await home.chore(["run", "-e", "A", "--", "true"]);
  deepEqual([wrong.code, wrong.stderr], [100, 'chore: Cannot set "A": NAME=VALUE is wanted\n']);
});

Deno.test("chore run passes every word as it is, and -c TEXT to a shell", async () => {
  await using home = await makeHome();
  const words = ["a b", "", "'", '"', "$HOME", "`x`", "*", "-n", "--", "\\", "ü\n", "a=b"];
  const { stdout } = await home.chore(["run", "-f", "--", fixture("tell_words"), ...words]);
  equal(stdout, words.map((word) => `[${word}]\n`).join(""));
  equal(await home.ask(["run", "-f", "-c", 'echo "$1-$2" | tr a-z A-Z', "--", "x", "y"]), "X-Y\n");
  equal(await home.ask(["run", "-f", "--command", "echo -n\necho b"]), "b\n");
  equal(await home.ask(["run", "-f", "-c", ":\necho --json"]), "--json\n");
});

Deno.test("chore run --if-absent leaves a job of that name as it is; without it the name is refused", async () => {
  await using home = await makeHome();
  await home.run("-j", "once", "--", fixture("exit_with"), "4");
  await home.chore(["wait", "once"]);
  const taken = await home.chore(["run", "-j", "once", "--", "true"]);
  deepEqual([taken.code, taken.stdout], [103, ""]);
  match(taken.stderr, /^chore: Cannot run job "once": job 1 has that name and is failed: /);
  const again = await home.json<Accepted>(["run", "--if-absent", "-j", "once", "true"]);
  deepEqual([again.id, again.created], [1, false]);
  equal((await home.job("once")).runs.length, 1);
  const nameless = await home.chore(["run", "--if-absent", "true"]);
  equal(nameless.code, 100);
});

Deno.test("chore run -f ends with 128 + N after signal N, and says so", async () => {
  await using home = await makeHome();
  const { code, stderr } = await home.chore(["run", "-f", "--", fixture("kill_self"), "KILL"]);
  equal(code, 137);
  match(stderr, /^chore: kill_self_KILL: failed: ended by SIGKILL$/m);
});

Deno.test("chore run -f that is interrupted, or whose reader leaves, leaves the job running", async () => {
  await using home = await makeHome();
  const following = home.start(["chore", "run", "-f", "-j", "job", "--", fixture("hold")]);
  await following.untilStdout("ready");
  following.signal("SIGINT");
  const { code, stderr } = await following.ended;
  equal(code, 130);
  equal(stderr, 'chore: job "job" goes on: chore follow job\n');
  equal((await home.job("job")).state, "running");
  const pipe = await new Deno.Command("sh", {
    args: ["-c", `"$1" run -f -j yes -- yes | head -n 1`, "sh", following.words[0] ?? ""],
    clearEnv: true,
    env: home.env,
  }).output();
  equal(new TextDecoder().decode(pipe.stdout), "y\n");
  equal((await home.job("yes")).state, "running");
  equal(await home.ask(["stop", "-a"]), "job\nyes\n");
});

Deno.test("chore run leaves a job that belongs to nobody's terminal and lives on without chore", async () => {
  await using home = await makeHome();
  await home.run("-j", "job", "--", fixture("hold"));
  const { pid } = (await home.job("job")).runs[0] ?? {};
  const ps = await new Deno.Command("ps", { args: ["-o", "pgid=,sid=,tty=", "-p", `${pid}`] })
    .output();
  deepEqual(new TextDecoder().decode(ps.stdout).trim().split(/\s+/), [`${pid}`, `${pid}`, "?"]);
  equal(isAlive(pid ?? 0), true);
  await home.ask(["kill", "job"]);
  await until("the job is gone", () => !isAlive(pid ?? 0));
});

Deno.test("chore run gives a job nothing to read and no file but the lock of its run", async () => {
  await using home = await makeHome();
  const stdout = await home.ask(["run", "-f", "--", "sh", "-c", "cat; ls -l /proc/$$/fd"], {
    input: "this is chore's\n",
  });
  // those above 9 are the test's own: no shell can close them
  const files = [...stdout.matchAll(/ (\d) -> (\S+)$/gm)].map(([, fd, file]) => `${fd} ${file}`);
  deepEqual(files.map((file) => file.replace(/\[\d+\]$|\/\d+\/w/, "")), [
    "0 /dev/null",
    "1 pipe:",
    "2 pipe:",
    `9 ${home.paths().runs}/alive.lock`,
  ]);
});
