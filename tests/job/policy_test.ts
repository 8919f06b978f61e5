import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import {
  allowsAll,
  allowsPath,
  allowsProgram,
  allowsVariable,
  isCompulsory,
  mostWalls,
  NO_CONFINE,
  type Policy,
} from "../../job/policy.ts";
import { pathsIn, withPlaces } from "../../job/policy_places.ts";

const open: Policy = { file: "f", confine: NO_CONFINE, limits: {} };
const confined = (confine: Partial<Policy["confine"]>): Policy => ({
  ...open,
  confine: { ...NO_CONFINE, ...confine },
});

Deno.test("allowsProgram() takes what is named, and what lies below a folder", () => {
  const policy = { programs: ["/bin/make", "/opt/jobs/"] };
  for (const path of ["/bin/make", "/opt/jobs/a", "/opt/jobs/a/b"]) {
    equal(allowsProgram(policy, path), true, path);
  }
  for (const path of ["/bin/mak", "/bin/make2", "/bin/make/x", "/opt/jobs", "/opt/jobs2/a", ""]) {
    equal(allowsProgram(policy, path), false, path);
  }
  equal(allowsProgram({ programs: ["/"] }, "/any/thing"), true);
  equal(allowsProgram({}, "/any/thing"), true);
});

Deno.test("allowsPath() takes a folder, and what lies below it", () => {
  for (const path of ["/srv", "/srv/a"]) equal(allowsPath(["/x", "/srv"], path), true, path);
  for (const path of ["/", "/srv2", "/sr", "/a/srv"]) equal(allowsPath(["/srv"], path), false);
  equal(allowsPath(["/"], "/srv"), true);
  equal(allowsPath(["/"], "/"), true);
  equal(allowsPath([], "/srv"), false);
  equal(allowsPath(undefined, "/srv"), true);
});

Deno.test("allowsVariable() goes by names and their beginnings, and by what chore tells a job", () => {
  const policy = { variables: ["PATH", "LC_*"] };
  for (const name of ["PATH", "LC_ALL", "LC_", "CHORE_JOB", "CHORE_1", "CHORE_who"]) {
    equal(allowsVariable(policy, name), true, name);
  }
  for (const name of ["PATHS", "LD_PRELOAD", "CHORE_DENO", "CHORE_HOME", "CHORE_SAVED_X", "a.b"]) {
    equal(allowsVariable(policy, name), false, name);
  }
  equal(allowsVariable({ variables: ["LD_PRELOAD"] }, "LD_PRELOAD"), true);
  equal(allowsVariable({ variables: ["*"] }, "a.b"), true);
  equal(allowsVariable({ variables: [] }, "PATH"), false);
});

Deno.test("allowsVariable() leaves out what runs other code, where programs are listed", () => {
  for (const name of ["LD_PRELOAD", "BASH_ENV", "ENV", "BASH_FUNC_ls%%", "GLIBC_TUNABLES"]) {
    equal(allowsVariable({ programs: ["/bin/sh"] }, name), false, name);
    equal(allowsVariable({}, name), true, name);
  }
  equal(allowsVariable({ programs: ["/bin/sh"] }, "PATH"), true);
  equal(allowsVariable({ programs: ["/bin/sh"] }, "ENVIRONMENT"), true);
});

Deno.test("mostWalls() is as wide as least, and as narrow as the other rules", () => {
  const all = {
    ...{ sees: "all", writes: "all", network: true, unixSockets: true, processes: true },
    ...{ ids: true, owners: true, nodes: true },
  };
  deepEqual(mostWalls(open), all);
  deepEqual(mostWalls(confined({ network: false })), { ...all, network: false });
  deepEqual(mostWalls(confined({ unix: false })), { ...all, unixSockets: false });
  deepEqual(mostWalls(confined({ write: [] })), { ...all, writes: "granted" });
  deepEqual(mostWalls(confined({ see: ["/srv"] })), { ...all, sees: "granted" });
  const inner = { ...all, writes: "granted", ids: false, owners: false, nodes: false };
  deepEqual(mostWalls(confined({ least: "default" })), inner);
  deepEqual(mostWalls(confined({ least: "strict" })), {
    ...inner,
    ...{ network: false, unixSockets: false },
  });
});

Deno.test("isCompulsory() is each rule that confines, and no other", () => {
  equal(isCompulsory(open), false);
  const rules = [{ least: "default" }, { network: false }, { unix: false }, { write: [] }, {
    see: [],
  }] as const;
  for (const rule of rules) equal(isCompulsory(confined(rule as Policy["confine"])), true);
});

Deno.test("allowsAll() is a policy that bounds nothing; who may ask is no bound of a job", () => {
  equal(allowsAll(open), true);
  equal(allowsAll({ ...open, ask: "ops" }), true);
  equal(allowsAll({ ...open, variables: [] }), false);
  equal(allowsAll({ ...open, limits: { files: 16 } }), false);
  equal(allowsAll(confined({ unix: false })), false);
});

Deno.test("pathsIn() names each path once, as it lies", () => {
  const policy = { ...confined({ write: ["/a"], see: ["/b"] }), programs: ["/a/", "/c", "/"] };
  deepEqual(pathsIn(policy), ["/a", "/c", "/", "/b"]);
});

Deno.test("withPlaces() knows each path by each of its names, and which of them are links", () => {
  const policy = { ...confined({ see: ["/l/x"] }), programs: ["/bin/make", "/usr/bin/vi", "/o/"] };
  const places = [{ link: "/bin", real: "/usr/bin" }, { link: "/l/x", real: "/r" }];
  const { programs, confine, links, folders } = withPlaces(policy, places);
  deepEqual(programs, ["/bin/make", "/usr/bin/make", "/usr/bin/vi", "/bin/vi", "/o/"]);
  deepEqual(confine.see, ["/l/x", "/r"]);
  deepEqual(links, ["/bin", "/l/x"]);
  equal(folders, undefined);
});

Deno.test("withPlaces() ends where links lead into themselves", () => {
  const { programs = [] } = withPlaces({ ...open, programs: ["/a/b"] }, [
    { link: "/a", real: "/a/a" },
  ]);
  equal(programs.length, 8);
});
