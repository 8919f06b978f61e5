// The rule `ask` of a policy: members of a group use the session of somebody else, through its socket alone.

import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { buildInto, copyDeno } from "../support/installed.ts";
import { hasTool } from "../support/place.ts";
import { policyFolder } from "../support/policy.ts";
import { makeHome, type UserHome } from "../support/user_home.ts";

const NOBODY = 65534;
/** A group that every system has, and nobody is in. */
const GROUP = groupOf("games");
const ignore = Deno.uid() !== 0 || !hasTool("setpriv") || GROUP === undefined;
if (ignore) console.error("policy_ask_test.ts: left out: it needs root, setpriv and group games");

Deno.test({
  name: "a group that may ask runs and sees jobs of the owner, and nothing beside the socket",
  ignore,
  async fn() {
    await using built = await buildInto();
    await copyDeno(built);
    using policies = policyFolder();
    await using owner = await makeHome({ root: built.prefix, isIdle: true });
    await Deno.chmod(owner.folder, 0o711);
    const file = policies.write('ask = "games"\nprograms = ["/usr/bin/id", "/bin/sh"]\n');
    const started = await owner.chored(["--policy", file]);
    deepEqual([started.code, started.stderr], [0, ""]);
    equal(modeOf(owner.base), 0o710);
    equal(modeOf(`${owner.base}/run`), 0o2710);
    equal(modeOf(owner.paths().socket), 0o660);
    const socket = await Deno.stat(owner.paths().socket);
    deepEqual([socket.uid, socket.gid], [0, GROUP]);

    await using member = await makeMember(built.prefix, { owner, groups: `--groups=${GROUP}` });
    equal(await member.run("-j", "mine", "-C", "/", "--", "id", "-u"), "mine");
    equal((await member.chore(["wait", "mine"])).code, 0);
    equal(await owner.ask(["log", "mine"]), "0\n");
    match(await member.ask(["list"]), /mine/);
    const barred = await member.chore(["run", "-C", "/", "--", "cat", "/etc/shadow"]);
    equal(barred.code, 103);
    match(barred.stderr, /does not allow the program "cat": see its rule programs/);
    const looks = await owner.chore(["manifest", "--check"]);
    equal(looks.stdout.split("\n").filter((line) => line.includes(owner.base)).join("\n"), "");

    // the files of a job are its owner's
    const log = await member.chore(["log", "mine"]);
    deepEqual([log.code === 0, log.stdout], [false, ""]);
    match(log.stderr, /permission|denied|cannot be read/i);
    for (const path of [owner.paths().log, owner.paths().store, `${owner.base}/run/chored.pid`]) {
      const reads = new Deno.Command("setpriv", {
        args: [...as(`--groups=${GROUP}`), "cat", path],
      });
      equal((await reads.output()).success, false, path);
    }
    await using other = await makeMember(built.prefix, { owner, groups: "--clear-groups" });
    const stranger = await other.chore(["list"]);
    deepEqual([stranger.code, stranger.stdout], [111, ""]);

    // a member starts no chored in the owner's place
    await owner.ask(["shutdown"]);
    const alone = await member.chore(["run", "-C", "/", "--", "id"]);
    equal(alone.code, 111, alone.stderr);
    match(alone.stderr, /belongs to another user/);

    // nobody may ask any more
    equal((await owner.chored(["--policy", policies.write("")])).code, 0);
    equal(modeOf(owner.paths().socket), 0o600);
    equal((await member.chore(["list"])).code, 111);
  },
});

Deno.test({
  name: "chored refuses a group that is not there, and one that its user is not in",
  ignore,
  async fn() {
    await using built = await buildInto();
    await copyDeno(built);
    await using home = await makeHome({
      ...{ root: built.prefix, isIdle: true, before: ["setpriv", ...as("--clear-groups")] },
      env: { PATH: "/usr/bin:/bin", XDG_CACHE_HOME: "" },
    });
    await Deno.chown(home.folder, NOBODY, NOBODY);
    using policies = policyFolder();
    const refused: readonly (readonly [string, RegExp])[] = [
      ["games", /you are not in group "games": see its rule ask/],
      ["no_such_group", /there is no group "no_such_group": see its rule ask/],
    ];
    for (const [group, reason] of refused) {
      const file = policies.write(`ask = "${group}"\n`);
      const place = `/opt/${home.folder.split("/").at(-1)}.toml`;
      await Deno.copyFile(file, place);
      try {
        await Deno.chmod(place, 0o644);
        const { code, stderr } = await home.chored(["--policy", place]);
        equal(code, 111, stderr);
        match(stderr, reason);
      } finally {
        await Deno.remove(place);
      }
    }
  },
});

function as(groups: string): string[] {
  return [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, groups, "--"];
}

interface Membership {
  readonly owner: UserHome;
  readonly groups: string;
}

/** Another user, who has a home of his own and uses the owner's session. */
async function makeMember(root: string, { owner, groups }: Membership): Promise<UserHome> {
  const member = await makeHome({
    ...{ root, isIdle: true, before: ["setpriv", ...as(groups)] },
    env: { PATH: "/usr/bin:/bin", XDG_CACHE_HOME: "", CHORE_HOME: owner.base, LOGNAME: "nobody" },
  });
  await Deno.chown(member.folder, NOBODY, NOBODY);
  return member;
}

function modeOf(path: string): number {
  return (Deno.statSync(path).mode ?? 0) & 0o7777;
}

function groupOf(name: string): number | undefined {
  try {
    const line = Deno.readTextFileSync("/etc/group").split("\n")
      .find((each) => each.startsWith(`${name}:`));
    return line === undefined ? undefined : Number(line.split(":")[2]);
  } catch {
    return undefined; // groups are kept elsewhere
  }
}
