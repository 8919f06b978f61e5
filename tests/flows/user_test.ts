// Jobs of other users, in a session of root's.

import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { connect } from "../../mod.ts";
import { CAN_CONFINE } from "../support/confinement.ts";
import { buildInto, copyDeno } from "../support/installed.ts";
import { hasTool } from "../support/place.ts";
import { makeHome } from "../support/user_home.ts";

const NOBODY = 65534;
const ignore = Deno.uid() !== 0 || !hasTool("setpriv");
if (ignore) console.error("user_test.ts: left out: it needs root and setpriv");

Deno.test({
  name: "run --user gives a job to another user, who has his own home and none of root's files",
  ignore,
  fn: async () => {
    await using home = await makeHome();
    const words = ["--user", "nobody", "-C", "/", "-e", `FOLDER=${home.base} PATH=/usr/bin:/bin`];
    const tries = [
      "id -un; echo $HOME",
      'ls "$FOLDER" "$FOLDER/run" 2>&1; cat "$FOLDER/cache/chored/state.db" 2>&1',
      'echo x >&9 && echo "$(readlink /proc/self/fd/9)"',
    ];
    const ran = await home.chore(["run", "-f", "-j", "job", ...words, "-c", tries.join("; ")]);
    equal(ran.code, 0, ran.stderr);
    const [name, folder, ...rest] = ran.stdout.trimEnd().split("\n");
    deepEqual([name, folder], ["nobody", "/nonexistent"]);
    const denied = rest.filter((line) => line.endsWith("Permission denied"));
    equal(denied.length, 3, ran.stdout);
    match(await home.ask(["show", "job"]), /^user: nobody$/m);
    equal((await home.json<{ spec: { user: string } }>(["show", "job"])).spec.user, "nobody");
    const { stdout } = await home.filesOf("job");
    deepEqual([Deno.statSync(stdout).uid, (Deno.statSync(stdout).mode ?? 0) & 0o777], [0, 0o600]);
  },
});

Deno.test({
  name: "a job of another user is stopped, paused, adopted and limited as any other",
  ignore,
  fn: async () => {
    await using home = await makeHome();
    const words = ["--user", "nobody", "-C", "/", "-c"];
    await home.run(
      "-j",
      "job",
      ...words,
      "trap 'exit 7' TERM; echo ready; while :; do sleep 0.1; done",
    );
    await home.untilSaid("job", "ready");
    await home.ask(["pause", "job"]);
    await home.ask(["resume", "job"]);
    await home.ask(["stop", "job"]);
    match((await home.job("job")).why, /^exit code 7; stopped by/);
    const limited = [
      "--limit",
      "files=77,cpu=1m",
      "--nice",
      "-3",
      ...words,
      "ulimit -n; nice; id -u",
    ];
    equal((await home.chore(["run", "-f", ...limited])).stdout, `77\n-3\n${NOBODY}\n`);
    for (const output of ["direct", "fifo"]) {
      const adopted = ["--orphan", "adopt", "--output", output, ...words, "id -u; exit 3"];
      const ran = await home.chore(["run", "-f", ...adopted]);
      deepEqual([ran.code, ran.stdout], [3, `${NOBODY}\n`], ran.stderr);
    }
  },
});

Deno.test({
  name: "a job of another user can be confined as well",
  ignore: ignore || !CAN_CONFINE,
  fn: async () => {
    await using home = await makeHome();
    const folder = await Deno.makeTempDir({ prefix: "chore_nobody_" });
    Deno.chownSync(folder, NOBODY, NOBODY);
    try {
      const script = 'id -u; echo "$HOME $USER"; : >here && echo wrote; : >/etc/x; ls /root';
      const words = ["--user", "nobody", "-C", folder, "--sandbox", "default", "-c", script];
      const ran = await home.chore(["run", "-f", ...words]);
      equal(ran.stdout, `${NOBODY}\n/nonexistent nobody\nwrote\n`, ran.stderr);
      match(ran.stderr, /\/etc\/x: (?:Read-only|Permission)/);
      equal(Deno.statSync(`${folder}/here`).uid, NOBODY);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "hooks and reactions of a job of another user are his too",
  ignore,
  fn: async () => {
    await using home = await makeHome();
    const words = ["--user", "nobody", "-C", "/", "--pre", "id -u", "-r", "go", "-R", "run:id -u"];
    await home.run("-j", "job", ...words, "--", "echo", "go");
    await home.ask(["wait", "job_pre", "job", "job_react"]);
    for (const name of ["job_pre", "job_react"]) {
      equal(await home.ask(["log", name]), `${NOBODY}\n`, name);
    }
  },
});

Deno.test({
  name: "--user is refused where it cannot be, and said where it is asked for",
  ignore,
  fn: async () => {
    await using home = await makeHome();
    const refused = async (...words: string[]) => {
      const { code, stderr } = await home.chore(["run", ...words, "--", "true"]);
      return [code, stderr.trimEnd()];
    };
    deepEqual(await refused("-j", "a", "--user", "no-such"), [
      103,
      'chore: Cannot start job "a": there is no such user: "no-such"',
    ]);
    deepEqual(await refused("-j", "b", "--user", "nobody", "-C", "/root"), [
      103,
      'chore: Cannot start job "b": the user "nobody" cannot enter the folder: "/root"',
    ]);
    const [code, said] = await refused("--user", "0");
    deepEqual([code, String(said).includes("and by no number")], [100, true]);
    const dry = await home.ask(["run", "--dry-run", "--user", "nobody", "--", "true"]);
    equal(JSON.parse(dry).user, "nobody");
  },
});

Deno.test({
  name: "another user is edited in, is in a batch, in a choretab and in mod.ts",
  ignore,
  fn: async () => {
    await using home = await makeHome();
    const env = "HOME=/root LOGNAME=root PATH=/usr/bin:/bin A=1";
    await home.run("-j", "job", "--hold", "-C", "/", "-e", env, "-c", "id -un; echo $HOME $A");
    const input = '{"user":"nobody"}';
    equal((await home.chore(["edit", "--set", "-", "job"], { input })).code, 0);
    await home.ask(["release", "job"]);
    await home.ask(["wait", "job"]);
    equal(await home.ask(["log", "job"]), "nobody\n/nonexistent 1\n");
    const line =
      '{"name":"one","argv":["sh","-c","id -un; echo $HOME"],"cwd":"/","user":"nobody"}\n';
    await home.ask(["run", "--batch", "-"], { input: line });
    await home.ask(["wait", "one"]);
    equal(await home.ask(["log", "one"]), "nobody\n/nonexistent\n");
    const tab = "0 0 1 1 * -j timed --user nobody -C / -- id -un\n";
    await Deno.writeTextFile(home.path("tab"), tab);
    await home.ask(["tab", home.path("tab")]);
    const timed = JSON.parse(await home.ask(["edit", "--print", "timed"]));
    equal(timed.user, "nobody");
    deepEqual(
      Object.keys(timed.env).filter((name) => /^(HOME|LOGNAME|USER|SHELL)$/.test(name)),
      [],
    );
    await using session = await connect({ base: home.base });
    const { id } = await session.run({
      argv: ["sh", "-c", "echo $USER"],
      cwd: "/",
      user: "nobody",
    });
    await session.wait([id]);
    equal(await home.ask(["log", String(id)]), "nobody\n");
  },
});

Deno.test({
  name: "--user needs a chored of root's",
  ignore,
  fn: async () => {
    await using built = await buildInto();
    await copyDeno(built);
    await using home = await makeHome({
      isIdle: true,
      root: built.prefix,
      before: ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"],
      env: { XDG_CACHE_HOME: "/nonexistent" },
    });
    Deno.chownSync(home.folder, NOBODY, NOBODY);
    const { code, stderr } = await home.chore(["run", "--user", "games", "--", "true"]);
    equal(code, 100, stderr);
    ok(stderr.includes("--user games needs a chored that runs as root"), stderr);
  },
});
