import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import type { ProgramReport } from "../../cli/audit/report.ts";
import { VERBS } from "../../cli/verbs.ts";
import { PROGRAMS, RIGHTS } from "../../job/rights.ts";
import { buildInto } from "../support/installed.ts";
import { until } from "../support/deadline.ts";
import { hasTool, ROOT } from "../support/place.ts";
import { Program } from "../support/program.ts";
import { SHELLS } from "../support/shells.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

interface Audited {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs chore audit, which may take minutes. */
async function audit(home: UserHome, words: readonly string[]): Promise<Audited> {
  const { root = ROOT } = home.options;
  const { code, stdout, stderr } = await new Deno.Command(`${root}/bin/chore`, {
    args: ["audit", ...words],
    clearEnv: true,
    env: { ...home.env, TMPDIR: home.folder },
    cwd: home.folder,
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

const isStage = (name: string) => name.startsWith("chore_audit.");

/** That the audit has left nothing in the folder where its session was. */
function isCleared(home: UserHome): void {
  deepEqual([...Deno.readDirSync(home.folder)].map(({ name }) => name).filter(isStage), []);
}

Deno.test("audit finds that the programs use all of their rights, and want no other", async () => {
  await using home = await makeHome({ isIdle: true });
  const { code, stdout, stderr } = await audit(home, ["--json"]);
  equal(code, 0, stdout + stderr);
  const programs = JSON.parse(stdout) as ProgramReport[];
  for (const { program, starts, used, unused, denied } of programs) {
    const known = PROGRAMS.find((each) => each === program) ?? "chore";
    deepEqual({ unused, denied }, { unused: [], denied: {} }, program);
    // no session of it has a policy; and what has no control group cannot use one
    const hasGroup = Object.hasOwn(used, "run CGROUP");
    const table = RIGHTS[known]
      .filter((right) => right.in !== "policy" && (hasGroup || right.value !== "CGROUP"))
      .map(({ kind, value }) => `${kind} ${value}`);
    deepEqual(Object.keys(used), table.sort(), program);
    equal(starts > 0, true, program);
  }
  equal(programs.length, PROGRAMS.length);
  isCleared(home);
});

Deno.test("audit runs a command of the user's, in his folder, and says what was used and what was not", async () => {
  await using home = await makeHome();
  await home.run("-j", "mine", "--", "true");
  const script = 'pwd; chore list -q; chore run -f -- echo "$1"; echo $CHORE_HOME';
  const { code, stdout, stderr } = await audit(home, ["--", "sh", "-c", script, "sh", "said this"]);
  equal(code, 0, stdout + stderr);
  match(stderr, new RegExp(`^${home.folder}$`, "m"));
  match(stderr, /^said this$/m);
  equal(stderr.includes("mine"), false, "it has a session of its own");
  match(stderr, /\/chore_audit\.\w+\/home\/base$/m);
  match(stdout, /^chored_worker, started 1 times\n {2}used {4}read RUN \(\d+\)\n/m);
  match(stdout, /^ {2}used {4}run RUN\/gate \(1\)\n/m);
  match(stdout, /^ {2}unused {2}read SOCKET\n/m);
  equal(stdout.includes("denied"), false);
  equal((await home.json<object[]>(["list"])).length, 1);
  isCleared(home);
});

Deno.test("audit leaves with 111 where its command fails, once it has shown what was used", async () => {
  await using home = await makeHome({ isIdle: true });
  const failed = await audit(home, ["--", "sh", "-c", "chore help >/dev/null; exit 7"]);
  equal(failed.code, 111);
  match(failed.stdout, /^chore, started 1 times\n {2}used {4}env \* \(1\)\n {2}unused /);
  match(failed.stderr, /^chore: Cannot trust that: the command ended with 7$/m);
  const missing = await audit(home, ["--", "no_such_command"]);
  deepEqual([missing.code, /ended with 127$/m.test(missing.stderr)], [111, true]);
  isCleared(home);
});

Deno.test("audit shows what a program asked for in vain, and leaves with 1", async () => {
  await using home = await makeHome({ isIdle: true });
  // what chore itself never does: its stage is open to whoever runs in it
  const script = 'cd "${CHORE_HOME%/home/base}/root" && rm cli && mkdir cli && ' +
    `echo 'await Deno.readTextFile("/etc/passwd").catch(() => {})' >cli/main.ts; chore list`;
  const { code, stdout } = await audit(home, ["--", "sh", "-c", script]);
  equal(code, 1);
  match(stdout, /^ {2}denied {2}read \/etc\/passwd \(1\)$/m);
  equal(await Deno.readTextFile(`${ROOT}/cli/main.ts`) !== "", true);
});

Deno.test({
  name: "audit that is interrupted ends what it has begun, and leaves nothing",
  ignore: !hasTool("setsid"),
  fn: async () => {
    await using home = await makeHome({ isIdle: true });
    const script = "chore run -j x -- sleep 600; echo begun; exec sleep 600";
    // a group of its own, as a terminal has for what runs in it
    const words = [`${ROOT}/bin/chore`, "audit", "--", "sh", "-c", script];
    const program = new Program(["setsid", ...words], {
      env: { ...home.env, TMPDIR: home.folder },
      cwd: home.folder,
    });
    await program.untilStderr("begun");
    const args = ["-INT", "--", `-${program.pid}`];
    equal((await new Deno.Command("kill", { args }).output()).code, 0);
    await program.ended;
    equal(program.stdout, "");
    await until("all of it has ended", async () => (await home.processes()).length === 0);
    isCleared(home);
  },
});

for (const shell of SHELLS) {
  Deno.test(`audit records whatever shell its launchers run in: ${shell.join(" ")}`, async () => {
    await using home = await makeHome({ isIdle: true });
    const words = [...shell, `${ROOT}/bin/chore`, "audit", "--", "chore", "help"];
    const program = new Program(words, {
      env: { ...home.env, TMPDIR: home.folder },
      cwd: home.folder,
    });
    const { code, stdout, stderr } = await program.ended;
    equal(code, 0, stderr);
    match(stdout, /^chore, started 1 times\n {2}used {4}env \* \(1\)\n {2}unused /);
    isCleared(home);
  });
}

Deno.test("audit says why it cannot begin", async () => {
  await using home = await makeHome({ isIdle: true });
  const odd = home.path("a b");
  await Deno.mkdir(odd);
  for (const folder of [odd, home.path("missing")]) {
    const { code, stdout, stderr } = await home.chore(["audit"], { env: { TMPDIR: folder } });
    deepEqual([code, stdout], [111, ""]);
    match(stderr, /^chore: Cannot audit: there can be no copy of the programs in "/m);
  }
  deepEqual([...Deno.readDirSync(odd)], []);
});

Deno.test("audit reads a log of DENO_AUDIT_PERMISSIONS, which lacks what is started, and says so", async () => {
  await using home = await makeHome({ isIdle: true });
  const line = (permission: string, value: string | null) =>
    JSON.stringify({ v: 1, datetime: "2026-11-24T16:36:48Z", permission, value });
  const { runs, socket } = home.paths();
  const lines = [line("read", `${runs}/12/ticket`), line("write", `${runs}/12/w/final`)];
  await Deno.writeTextFile(home.path("log"), [...lines, line("write", "/etc/x"), ""].join("\n"));
  const { code, stdout, stderr } = await home.chore(["audit", "--log", "log", "chored_worker"]);
  equal(code, 0);
  equal(stderr, 'chore: such a log tells nothing of "run": those rights are shown as unused\n');
  match(
    stdout,
    /^chored_worker, started 1 times\n {2}used {4}read RUN \(1\)\n {2}used {4}write RUN/,
  );
  match(stdout, /^ {2}denied {2}write \/etc\/x \(1\)$/m);
  match(stdout, /^ {2}unused {2}run KILL$/m);
  await Deno.writeTextFile(home.path("log"), `${line("net", `unix:${socket}`)}\n`);
  const [report] = JSON.parse(
    (await home.chore(["audit", "--json", "--log=log", "chore"])).stdout,
  ) as ProgramReport[];
  deepEqual(report?.used, { "net unix:SOCKET": 1 });

  const refused: [words: string[], code: number, message: RegExp][] = [
    [["--log", "log"], 100, /Cannot read a log of "": say one of chore, chored, chored_worker$/m],
    [["--log", "log", "job"], 100, /Cannot read a log of "job": say one of/],
    [["--log", "no_such_file", "chore"], 111, /Cannot read "no_such_file": no such file/],
    [["--log"], 100, /a value must follow/],
    [["--no-such"], 100, /no such option/],
  ];
  for (const [words, expected, message] of refused) {
    const ran = await home.chore(["audit", ...words]);
    deepEqual([ran.code, ran.stdout], [expected, ""], words.join(" "));
    match(ran.stderr, message);
  }
  await Deno.writeTextFile(home.path("log"), "no line of that\n");
  const wrong = await home.chore(["audit", "--log", "log", "chore"]);
  deepEqual([wrong.code, wrong.stdout], [111, ""]);
  match(wrong.stderr, /Cannot read line 1: it is no line of DENO_AUDIT_PERMISSIONS$/m);
});

Deno.test("audit records in the installed form too", async () => {
  await using built = await buildInto();
  const env = { PATH: "/usr/bin:/bin", XDG_CACHE_HOME: `${built.prefix}/cache`, CHORE_DENO: "" };
  await using home = await makeHome({ root: built.prefix, isIdle: true, env });
  const { code, stdout, stderr } = await audit(home, ["--", "chore", "run", "-f", "--", "true"]);
  equal(code, 0, stdout + stderr);
  match(stdout, /^chored_worker, started 1 times$/m);
  equal(stdout.includes("denied"), false);
  isCleared(home);
  equal((await Deno.stat(`${built.prefix}/lib/chore/every_verb.sh`)).isFile, true);
});

Deno.test("every_verb.sh touches each verb", () => {
  const script = Deno.readTextFileSync(`${ROOT}/tools/audit/every_verb.sh`);
  const missing = Object.keys(VERBS).filter((verb) =>
    !new RegExp(`\\bchore ${verb}\\b`).test(script)
  );
  deepEqual(missing, [], "add them to tools/audit/every_verb.sh");
});
