// A bubblewrap that is gone or that fails: nothing ever runs with less confinement than was asked for.

import { match, strictEqual as equal } from "node:assert/strict";
import { CAN_CONFINE } from "../support/confinement.ts";
import { hasTool } from "../support/place.ts";
import { CAN_MOUNT } from "../support/small_disk.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

const ignore = !CAN_CONFINE || !CAN_MOUNT;

/** A home where bubblewrap is this script; nobody else sees it as that. */
async function makeHomeWith(script: string): Promise<{ home: UserHome; path: string }> {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, script);
  await Deno.chmod(path, 0o755);
  const mount = 'mount --bind "$0" /usr/bin/bwrap && exec "$@"';
  const before = ["unshare", "--mount", "--", "sh", "-c", mount, path];
  return { home: await makeHome({ before }), path };
}

Deno.test({
  name: "a confined job does not start where bubblewrap has gone since it was submitted",
  ignore,
  fn: async () => {
    const { home: made, path } = await makeHomeWith("#!/bin/sh\nexit 0\n");
    await using home = made;
    const mark = home.path("ran");
    await home.run("-j", "job", "--hold", "--sandbox", "strict", "--", "touch", mark);
    await Deno.chmod(path, 0o644);
    await home.ask(["release", "job"]);
    await home.untilState("job", "failed");
    match((await home.job("job")).why, /it cannot be confined: there is no bubblewrap: install/);
    equal([...Deno.readDirSync(home.folder)].some(({ name }) => name === "ran"), false);
    await Deno.remove(path);
  },
});

Deno.test({
  name: "a confined job has not run where bubblewrap fails, and it is told why",
  ignore,
  fn: async () => {
    const said = "bwrap: No permissions to create new namespace";
    const { home: made, path } = await makeHomeWith(`#!/bin/sh\necho '${said}' >&2\nexit 1\n`);
    await using home = made;
    for (const orphan of ["kill", "adopt"]) {
      const words = ["--orphan", orphan, "-x", "--attempts", "1", "--sandbox", "default"];
      const ran = await home.chore(["run", "-f", ...words, "--", "touch", home.path("ran")]);
      equal(ran.code, 103, ran.stderr);
      match(
        ran.stderr,
        /it could not be confined: bwrap: No permissions to create new namespace: chore doctor says/,
      );
    }
    equal([...Deno.readDirSync(home.folder)].some(({ name }) => name === "ran"), false);
    await Deno.remove(path);
  },
});

/** In a user namespace of its own in which no other can be made, and without a privilege in that. */
const NO_NAMESPACES = [
  ...["unshare", "--user", "--map-root-user", "--", "sh", "-c"],
  "echo 0 >/proc/sys/user/max_user_namespaces && " +
  'exec setpriv --bounding-set=-all --inh-caps=-all "$0" "$@"',
];

Deno.test({
  name: "a confined job has not run where the kernel makes no namespaces, and doctor says so too",
  ignore: !CAN_CONFINE || !hasTool("setpriv") || !hasTool("unshare"),
  fn: async () => {
    await using home = await makeHome({ before: NO_NAMESPACES });
    const ran = await home.chore(["run", "-f", "--sandbox", "strict", "--", "touch", "ran"]);
    equal(ran.code, 103, ran.stderr);
    match(
      ran.stderr,
      /it could not be confined: bwrap: Creating new namespace failed: .*: chore doctor says what to do/,
    );
    equal([...Deno.readDirSync(home.folder)].some(({ name }) => name === "ran"), false);
    const { stdout } = await home.chore(["doctor"]);
    match(stdout, /^warn +bubblewrap +.* does not confine: bwrap: Creating new namespace failed/m);
    match(stdout, /^warn +user namespaces +none are allowed\n +-> sysctl -w user.max_user_namesp/m);
  },
});

Deno.test({
  name: "a confined job that does not see its command is told so",
  ignore: !CAN_CONFINE,
  fn: async () => {
    await using home = await makeHome();
    await Deno.writeTextFile(home.path("script"), "#!/bin/sh\necho ran\n", { mode: 0o755 });
    const words = ["run", "-f", "--unveil", "r:/srv", "--", home.path("script")];
    const ran = await home.chore(words);
    equal(ran.code, 103, ran.stderr);
    match(ran.stderr, /execvp .*No such file.*: it does not see its command: --unveil rx:PATH/);
  },
});
