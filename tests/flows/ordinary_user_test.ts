import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { CAN_CONFINE } from "../support/confinement.ts";
import { buildInto, copyDeno } from "../support/installed.ts";
import { fixture, hasTool } from "../support/place.ts";
import { HAS_PROC, statusOf } from "../support/proc.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

const NOBODY = 65534;
const ignore = Deno.uid() !== 0 || !hasTool("setpriv");
if (ignore) console.error("ordinary_user_test.ts: left out: it needs root and setpriv");

Deno.test({
  name:
    "an ordinary user runs, sees, ends and forgets jobs, under the manifests and without any privilege",
  ignore,
  fn: async () => {
    await using built = await buildInto();
    await copyDeno(built);
    await using home = await makeHomeOfNobody(built.prefix);
    const command = ["sh", "-c", "id -u; echo oops >&2; exit 3"];
    const ran = await home.chore(["run", "-f", "-j", "job", "--", ...command]);
    deepEqual([ran.code, ran.stdout], [3, `${NOBODY}\n`]);
    equal(ran.stderr, 'chore: started chored for session "chored"\noops\n');
    match(await home.ask(["list"]), /^ *1 +job +failed .* 3 +sh -c/m);
    match(await home.ask(["show", "job"]), /^why: exit code 3$/m);
    equal(await home.ask(["log", "job"]), `${NOBODY}\n`);
    await home.run("-j", "busy", "-c", "trap 'exit 7' TERM; echo ready; sleep 600 & wait; kill $!");
    await home.untilSaid("busy", "ready");
    match(await home.ask(["show", "-S", "busy"]), /^processes: 2$/m);
    match(await home.ask(["doctor"]), /^ok {4}user +\w+$/m);
    const checked = await home.chore(["manifest", "--check"]);
    match(checked.stderr, /2 processes and \d+ files were looked at$/m);
    equal(checked.stdout.split("\n").filter((line) => /base|process/.test(line)).join("\n"), "");
    if (HAS_PROC) {
      for (const { pid } of await home.processes()) {
        equal(statusOf(pid, "Uid"), [NOBODY, NOBODY, NOBODY, NOBODY].join("\t"));
        equal(BigInt(`0x${statusOf(pid, "CapEff")}`), 0n);
      }
    }
    await home.ask(["restart", "job"]);
    equal((await home.chore(["wait", "job"])).code, 3);
    await home.ask(["kill", "busy"]);
    equal((await home.chore(["wait", "busy"])).code, 137);
    equal(await home.ask(["clean"]), "job\nbusy\n");
    equal((await home.chore(["shutdown"])).code, 0);
  },
});

Deno.test({
  name: "an ordinary user can neither use another's folder nor talk to another's chored",
  ignore,
  fn: async () => {
    await using built = await buildInto();
    await copyDeno(built);
    await using roots = await makeHome();
    await roots.run("-j", "secret", "--", fixture("hold"));
    await using home = await makeHomeOfNobody(built.prefix);
    // the folder above is no fence here: the base folder itself is
    await Deno.chmod(roots.folder, 0o755);
    const env = { CHORE_HOME: roots.base };
    for (const words of [["list"], ["run", "--", "true"], ["shutdown"]]) {
      const { code, stdout, stderr } = await home.chore(words, { env });
      deepEqual([code, stdout], [111, ""], words[0]);
      match(stderr, /[Pp]ermission denied|cannot be/);
    }
    for (const path of [roots.paths().socket, roots.paths().log, roots.paths().store]) {
      const cat = new Deno.Command("setpriv", {
        args: [...asNobody.slice(1), "test", "-e", path],
      });
      equal((await cat.output()).success, false, path);
    }
    equal((await roots.job("secret")).state, "running");
    // and a folder that root does not own is refused to root
    await home.run("--", "true");
    await home.ask(["shutdown"]);
    const foreign = await roots.chored([], { env: { CHORE_HOME: home.base } });
    equal(foreign.code, 111);
    match(foreign.stderr, /belongs to another user/);
  },
});

Deno.test({
  name: "an ordinary user confines and limits jobs, and no job of his gets more than he has",
  ignore: ignore || !CAN_CONFINE,
  fn: async () => {
    await using built = await buildInto();
    await copyDeno(built);
    await using home = await makeHomeOfNobody(built.prefix);
    const script = "id -u; echo x >in; cat in /etc/shadow; ls -A /run; ulimit -n; exit 5";
    const words = ["--sandbox", "strict", "--limit", "files=99", "-c", script];
    const ran = await home.chore(["run", "-f", "-j", "job", ...words]);
    deepEqual([ran.code, ran.stdout], [5, `${NOBODY}\nx\n99\n`], ran.stderr);
    match(ran.stderr, /shadow: Permission denied/);
    const trap = "trap 'exit 7' TERM; echo ready; while :; do sleep 0.05; done";
    await home.run("-j", "busy", "--sandbox", "default", "-c", trap);
    await home.untilSaid("busy", "ready");
    await home.ask(["stop", "busy"]);
    equal((await home.job("busy")).runs[0]?.outcome?.code, 7);
    const nicer = await home.chore(["run", "-f", "--nice", "-5", "--", "true"]);
    equal(nicer.code, 103);
    match(nicer.stderr, /the niceness -5 is for root/);
    const first = await home.chore(["run", "-f", "--ionice", "realtime:0", "--", "true"]);
    equal(first.code, 103);
    match(first.stderr, /the disk priority realtime cannot be set/);
    equal((await home.chore(["shutdown"])).code, 0);
  },
});

const asNobody = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", "--"];

/** A home that belongs to nobody, who has nothing else. */
async function makeHomeOfNobody(root: string): Promise<UserHome> {
  const env = { PATH: "/usr/bin:/bin", XDG_CACHE_HOME: "", LOGNAME: "nobody" };
  const home = await makeHome({ root, isIdle: true, env, before: asNobody });
  await Deno.chown(home.folder, NOBODY, NOBODY);
  return home;
}
