import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { complaintOfGroup, placeGroup } from "../../daemon/cgroup.ts";
import type { Session } from "../../daemon/session.ts";
import { complaintOfUser, envOfUser, placeUserEnv } from "../../daemon/user.ts";
import { NOT_CONFINED } from "../../job/confinement.ts";
import { exists } from "../../system/durable.ts";
import { runPaths } from "../../system/paths.ts";
import { specOf } from "../support/specs.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

/** What these look at of a session. */
function sessionOf(
  { root = true, policy, cgroup = "/lib/cgroup.sh", wants = "auto" }: {
    readonly root?: boolean;
    readonly policy?: string;
    readonly cgroup?: string | null;
    readonly wants?: string;
  },
): Session {
  const options = { root, policy, cgroup: cgroup ?? undefined };
  const paths = { session: "chored", base: "/base" };
  return { options, config: { cgroup: wants }, paths } as unknown as Session;
}

const job = { user: "ann", confine: NOT_CONFINED };

Deno.test("complaintOfUser() wants a chored of root's, and no policy", () => {
  equal(complaintOfUser(sessionOf({}), job), undefined);
  equal(complaintOfUser(sessionOf({ root: false }), { confine: NOT_CONFINED }), undefined);
  equal(
    complaintOfUser(sessionOf({ root: false }), job),
    "--user ann needs a chored that runs as root",
  );
  match(
    complaintOfUser(sessionOf({ policy: "{}" }), job) ?? "",
    /^--user ann: in a session with a policy/,
  );
});

Deno.test("complaintOfGroup() says where nothing can hold cpus", () => {
  const limits = { limits: { cpus: 1 } };
  equal(complaintOfGroup(sessionOf({}), limits), undefined);
  const wrong = [{ cgroup: null }, { policy: "{}" }, { wants: "never" }];
  for (const options of wrong) {
    match(
      complaintOfGroup(sessionOf(options), limits) ?? "",
      /^the limit cpus needs a control group: /,
    );
    equal(complaintOfGroup(sessionOf(options), { limits: { memoryBytes: 2 ** 30 } }), undefined);
  }
});

Deno.test("placeGroup() puts a name beside the gate of a job that is to have a group, and of no other", () => {
  using folder = temporaryFolder();
  const paths = runPaths(folder.path);
  const place = (options: Parameters<typeof sessionOf>[0], limits = {}) =>
    placeGroup(sessionOf(options), { limits }, { run: 7, paths });
  const limits = { procs: 9 };
  deepEqual(place({}, limits), { script: "/lib/cgroup.sh", folder: folder.path });
  match(Deno.readTextFileSync(paths.groupName), /^chore\.chored\.[0-9a-f]{8}\.7\n$/);
  // another start, when that is no longer so
  for (const options of [{ cgroup: null }, { policy: "{}" }, { wants: "never" }]) {
    place({}, limits);
    deepEqual([place(options, limits), exists(paths.groupName)], [undefined, false]);
  }
  equal(place({}), undefined);
  equal(place({ wants: "always" })?.folder, folder.path);
});

Deno.test("placeUserEnv() writes what he exports where he can open it, and nothing for others", () => {
  using folder = temporaryFolder();
  const paths = runPaths(folder.path);
  const given = { run: { run: 7, job: "a", session: "s" }, paths };
  const spec = specOf({ argv: ["x"], env: ["A=it's", "LC_ALL=C", "PATH=/bin"], user: "ann" });
  equal(placeUserEnv(spec, given), `${folder.path}/env`);
  equal(
    Deno.readTextFileSync(paths.userEnv),
    "export A='it'\\''s'\nexport PATH='/bin'\nexport CHORE_JOB='a'\nexport CHORE_RUN='7'\nexport CHORE_SESSION='s'\n",
  );
  equal((Deno.statSync(paths.userEnv).mode ?? 0) & 0o777, 0o400);
  Deno.removeSync(paths.userEnv);
  const confine = { ...NOT_CONFINED, noNet: true };
  for (const other of [specOf({ argv: ["x"] }), specOf({ argv: ["x"], user: "ann", confine })]) {
    deepEqual([placeUserEnv(other, given), exists(paths.userEnv)], [undefined, false]);
  }
  deepEqual(envOfUser(["A=1", "HOME=/x", "USER=y", "XDG_DATA_HOME=/z"]), ["A=1"]);
});
