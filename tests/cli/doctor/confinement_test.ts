import { deepStrictEqual as deepEqual, match } from "node:assert/strict";
import { checkConfinement } from "../../../cli/doctor/confinement.ts";
import { factsOf } from "./systems.ts";

Deno.test("checkConfinement() has nothing to warn of where all is there", () => {
  deepEqual(checkConfinement(factsOf("linux")).map(({ name, mark }) => [name, mark]), [
    ["bubblewrap", "ok"],
    ["user namespaces", "ok"],
    ["cgroups", "ok"],
  ]);
});

for (const system of ["macos", "freebsd", "openbsd"] as const) {
  Deno.test(`checkConfinement() says that ${system} has no means`, () => {
    const [finding, ...more] = checkConfinement(factsOf(system));
    deepEqual([finding?.name, finding?.mark, more.length], ["confinement", "warn", 0]);
    match(finding?.text ?? "", /^(Darwin|FreeBSD|OpenBSD) has nothing/);
  });
}

/** Other facts, what is warned of, and with which words. */
const TROUBLES: readonly (readonly [readonly string[], readonly string[], RegExp])[] = [
  [["bubblewrap ", "confines no bwrap: not found"], ["bubblewrap"], /install bubblewrap/],
  [
    ["confines no bwrap: No permissions to create a new namespace"],
    ["bubblewrap", "user namespaces"],
    /does not confine: bwrap: No permissions.*unprivileged_userns_clone/s,
  ],
  [["confines no", "user_namespaces 0"], ["bubblewrap", "user namespaces"], /max_user_namespaces/],
  [["user_namespaces ", "confines no"], ["bubblewrap", "user namespaces"], /CONFIG_USER_NS/],
  [["cgroup "], ["cgroups"], /mount them/],
  [["cgroup_writable no"], ["cgroups"], /^version 2: cpu memory pids, but.*Delegate=yes/s],
];

for (const [changes, names, words] of TROUBLES) {
  Deno.test(`checkConfinement() says what to do where it sees "${changes.join(", ")}"`, () => {
    const found = checkConfinement(factsOf("linux", ...changes)).filter(({ mark }) =>
      mark !== "ok"
    );
    deepEqual(found.map(({ name }) => name), names);
    match(found.map(({ text, remedy }) => `${text}\n${remedy}`).join("\n"), words);
  });
}
