import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { LIMITS } from "../../limits.ts";
import { fixture } from "../support/place.ts";
import { makeHome } from "../support/user_home.ts";

Deno.test("chore run of a command that cannot start ends with 103 and the reason, and the job is kept", async () => {
  await using home = await makeHome();
  await Deno.writeTextFile(home.path("plain"), "no program\n");
  await Deno.mkdir(home.path("locked"), { mode: 0 });
  const cases: [words: string[], reason: string][] = [
    [["nosuch"], '"nosuch" is not in PATH'],
    [["./nosuch"], 'there is no such command: "./nosuch"'],
    [["./plain"], 'it is not executable: "./plain"'],
    [["/etc"], 'it is a folder: "/etc"'],
    [["-C", "/nosuch", "true"], 'there is no such folder: "/nosuch"'],
    [["-C", home.path("plain"), "true"], `it is not a folder: "${home.path("plain")}"`],
    [["--env", "PATH=/nosuch", "true"], '"true" is not in PATH'],
  ];
  // nothing is closed to root
  if (Deno.uid() !== 0) {
    const locked = home.path("locked");
    cases.push([["-C", locked, "true"], `the folder cannot be entered: "${locked}"`]);
  }
  for (const [index, [words, reason]] of cases.entries()) {
    const name = `job${index}`;
    const { code, stdout, stderr } = await home.chore(["run", "-j", name, ...words]);
    deepEqual([code, stdout], [103, `${name}\n`]);
    equal(stderr, `chore: Cannot start job "${name}": ${reason}\n`);
    const job = await home.job(name);
    equal(job.state, "failed");
    equal(job.why, `could not start: ${reason}`);
    equal(job.exitCode, 103);
    deepEqual(job.runs[0]?.outcome, { kind: "refused", code: null, signal: null, reason });
  }
  await Deno.chmod(home.path("locked"), 0o700);
  const followed = await home.chore(["run", "-f", "-j", "followed", "nosuch"]);
  deepEqual([followed.code, followed.stdout], [103, ""]);
  equal(followed.stderr, 'chore: Cannot start job "followed": "nosuch" is not in PATH\n');
  const waited = await home.chore(["wait", "followed"]);
  equal(waited.code, 103);
  match(waited.stderr, /^chore: followed: failed: could not start: /);
});

Deno.test("chore run refuses wrong words with 100, and says what is near", async () => {
  await using home = await makeHome();
  const name63 = "n".repeat(63);
  const cases: [words: string[], complaint: RegExp][] = [
    [["run"], /^chore: Cannot run: there is no command: chore run -- COMMAND$/],
    [["run", "--"], /there is no command/],
    [["run", "--", ""], /the name of the command is empty/],
    [["run", "ls", "-l"], /Cannot tell whether "-l" is for chore or for "ls": write "--" before/],
    [["run", "--folow", "--", "true"], /"--folow": no such option: did you mean "--follow"\?$/],
    [
      ["run", "--log-cap", "5G", "-j", "x", "--", "true"],
      /Cannot use "--log-cap": no such option$/,
    ],
    [["run", "-q", "--", "true"], /Cannot use "-q": no such option$/],
    [["run", "-j"], /Cannot use --name: a value must follow$/],
    [["run", "-j", `${name63}n`, "true"], /a name is 1 to 63 letters, digits and _, not digits/],
    [["run", "-j", "a-b", "true"], /Cannot use "a-b" for --name/],
    [["run", "-j", "a/b", "true"], /Cannot use "a\/b" for --name/],
    [["run", "-j", "", "true"], /Cannot use "" for --name/],
    [["run", "-j", "12", "true"], /Cannot use "12" for --name/],
    [["run", "--grace", "soon", "true"], /Cannot use "soon" for --grace: it is no time/],
    [["run", "--grace", "25h", "true"], /it is at most 24 hours$/],
    [["runn", "true"], /Cannot do "runn": no such verb: did you mean "run"\?$/],
    [["frobnicate"], /no such verb: chore help shows what there is$/],
  ];
  for (const [words, complaint] of cases) {
    const { code, stdout, stderr } = await home.chore(words);
    deepEqual([code, stdout], [100, ""], words.join(" "));
    match(stderr.trimEnd(), complaint);
  }
  equal(await home.run("-j", name63, "true"), name63);
  equal(await home.ask(["list", "-q"]), `${name63}\n`);
});

Deno.test("chore run takes a command as long as its limits, and no longer", async () => {
  await using home = await makeHome();
  const words = (count: number) => Array.from({ length: count }, () => "x");
  const most = ["run", "-f", "--", "true", ...words(LIMITS.argvWords - 1)];
  equal((await home.chore(most)).code, 0);
  const { code, stderr } = await home.chore([...most, "x"]);
  equal(code, 100);
  match(stderr, new RegExp(`a command has at most ${LIMITS.argvWords} words$`, "m"));

  const long = "x".repeat(LIMITS.wordBytes);
  const bytes = await home.ask([
    "run",
    "-f",
    "--",
    "sh",
    "-c",
    'printf %s "$1" | wc -c',
    "sh",
    long,
  ]);
  equal(Number(bytes), LIMITS.wordBytes);
  const many = Array.from({ length: 5 }, () => "x".repeat(110_000));
  const heavy = await home.chore(["run", "--", fixture("tell_words"), ...many]);
  equal(heavy.code, 100);
  match(heavy.stderr, new RegExp(`a command has at most ${LIMITS.argvBytes} bytes$`, "m"));
});

Deno.test("chore refuses a session or a base folder that it cannot use, and says which", async () => {
  await using home = await makeHome();
  const long = `/tmp/${"x".repeat(100)}`;
  const cases: [env: Record<string, string>, words: string[], code: number, complaint: RegExp][] = [
    [{}, ["-n", "a-b", "list"], 100, /session "a-b": a name is made of letters, digits and _$/],
    [{}, ["-n", "n".repeat(64), "list"], 100, /a name has at most 63 characters$/],
    [{}, ["-n", "", "list"], 100, /Cannot use session ""/],
    [{}, ["list", "-n", "../x"], 100, /Cannot use session "..\/x"/],
    [{}, ["-n", "other", "list"], 102, /Cannot find session "other": .* there is "chored"$/],
    [{}, ["-n", "chred", "list"], 102, /did you mean "chored" \(chore -n chored …\)\?$/],
    [{ CHORE_HOME: "rel" }, ["list"], 111, /base folder "rel": it must be an absolute path$/],
    [{ CHORE_HOME: "/a,/b" }, ["list"], 111, /it must not contain a comma or a newline$/],
    [{ CHORE_HOME: "/a/../b" }, ["list"], 111, /it must not have an empty part, \. or \.\.$/],
    [{ CHORE_HOME: long }, ["list"], 111, /chored\.sock(\.new)?" has more than 107 bytes$/],
    [{}, ["-n"], 100, /Cannot use "-n": a value must follow$/],
    [{ CHORE_HOME: "", HOME: "" }, ["list"], 111, /neither CHORE_HOME nor HOME is set$/],
    [{ CHORE_HOME: "", HOME: "rel" }, ["list"], 111, /it must be an absolute path$/],
    [{ CHORE_HOME: "", HOME: "/a,b" }, ["list"], 111, /it must not contain a comma/],
  ];
  await home.run("true");
  for (const [env, words, wanted, complaint] of cases) {
    for (const program of wanted === 111 ? ["chore", "chored"] : ["chore"]) {
      const given = program === "chore" ? words : [];
      const { code, stdout, stderr } = await home.start([program, ...given], { env }).ended;
      deepEqual([code, stdout], [wanted, ""], `${JSON.stringify(env)} ${given.join(" ")}`);
      match(stderr.trimEnd(), complaint);
    }
  }
});
