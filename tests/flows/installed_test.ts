import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { buildInto } from "../support/installed.ts";
import { HAS_PROC } from "../support/proc.ts";
import { makeHome } from "../support/user_home.ts";

Deno.test("what deno task build makes does the main job without the checkout, its packages or its Deno", async () => {
  await using built = await buildInto();
  // neither a Deno in PATH nor a cache with packages is there
  const env = { PATH: "/usr/bin:/bin", XDG_CACHE_HOME: `${built.prefix}/cache`, CHORE_DENO: "" };
  await using home = await makeHome({ root: built.prefix, isIdle: true, env });
  const command = ["sh", "-c", "echo hello; echo oops >&2; exit 3"];
  const ran = await home.chore(["run", "-f", "--", ...command]);
  deepEqual([ran.code, ran.stdout], [3, "hello\n"]);
  equal(ran.stderr, 'chore: started chored for session "chored"\noops\n');
  match(await home.ask(["list"]), /^ *1 +echo_hello +failed .* 3 +sh -c 'echo hello/m);
  match(await home.ask(["show", "-S", "echo_hello"]), /^why: exit code 3$/m);
  const logged = await home.chore(["log", "echo_hello"]);
  deepEqual([logged.stdout, logged.stderr], ["hello\n", "oops\n"]);
  equal((await home.chore(["wait", "echo_hello"])).code, 3);
  match(await home.ask(["help", "run"]), /^Usage: chore run /);
  const wrong: [words: string[], complaint: string][] = [
    [["--bogus"], 'Cannot use "--bogus": no such option'],
    [["-Z"], 'Cannot use "-Z": no such option'],
    [["-T", "x"], 'Cannot use "x" for --timeout: it is no time: write 30, 90s or 2m'],
    [["--backoff", "x"], 'Cannot use "x" for --backoff: it is none of constant, exponential'],
    [["--hold=x"], "Cannot use --hold with a value: it takes none"],
    [["-T"], "Cannot use --timeout: a value must follow"],
    [["-T", "1", "-T", "2"], "Cannot use --timeout twice"],
  ];
  for (const [words, complaint] of wrong) {
    equal((await home.chore(["run", ...words])).stderr, `chore: ${complaint}\n`);
  }
  const more = await home.chore(["session", "x"]);
  equal(more.stderr, 'chore: Cannot use "x": one word too many\n');
  equal(await home.ask(["restart", "echo_hello"]), "echo_hello\n");
  equal(await home.ask(["-v"]), "chore 0.1.0\n");
  const manifest = (await home.chored(["--manifest"])).stdout.trimEnd().split("\n");
  match(await home.ask(["manifest"]), /^chored_worker\n {2}run /m);
  match(await home.ask(["doctor"]), /^ok {4}versions +chore 0\.1\.0, chored 0\.1\.0$/m);
  for (const flag of ["--no-config", "--no-lock", "--no-npm"]) equal(manifest.includes(flag), true);
  if (HAS_PROC) {
    const chored = (await home.processes()).find(({ pid }) => pid === home.pid());
    deepEqual(chored?.words.slice(1, manifest.length + 1), manifest);
  }
  match((await home.ask(["stop", "-a"])) + (await home.ask(["why", "echo_hello"])), /echo_hello: /);
  equal(await home.ask(["rm", "echo_hello"]), "echo_hello\n");
  equal((await home.chore(["shutdown"])).code, 0);
});
