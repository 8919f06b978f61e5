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

/** What is said on each, and what is to be done. */
const ELSEWHERE = [
  [
    "freebsd",
    /^no job can be confined on FreeBSD: a jail\(8\) takes root, and mounts/,
    /-- jexec JAIL/,
  ],
  ["dragonfly", /confined on DragonFly: a jail\(8\)/, /-- jexec JAIL COMMAND/],
  ["openbsd", /confined on OpenBSD: pledge\(2\) and unveil\(2\) are for programs/, /doas -u USER/],
  ["netbsd", /confined on NetBSD: it has chroot\(8\)/, /-- su USER/],
  ["minix", /confined on Minix: it has nothing of the kind/, /-- su USER/],
  ["other", /confined on Plan9: chore has no means for it/, /another machine/],
] as const;

for (const [system, text, remedy] of ELSEWHERE) {
  Deno.test(`checkConfinement() says why nothing confines on ${system}, and what to do`, () => {
    const [finding, ...more] = checkConfinement(factsOf(system));
    deepEqual([finding?.name, finding?.mark, more.length], ["confinement", "warn", 0]);
    match(finding?.text ?? "", text);
    match(finding?.remedy ?? "", remedy);
  });
}

Deno.test("checkConfinement() says of macOS what was tried, and that nothing more was", () => {
  const said = (...changes: string[]) =>
    checkConfinement(factsOf("macos", ...changes)).map(({ mark, text }) => `${mark} ${text}`);
  match(said().join(), /^warn sandbox-exec does confine; what chore tells it was never tried/);
  match(said("sandbox_exec no bad profile").join(), /^warn .*does not confine: bad profile:/);
  match(said("sandbox_exec ").join(), /^warn .*there is none in \/usr\/bin: no job can be/);
});

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
  [
    ["cgroup 2 hugetlb pids"],
    ["cgroups"],
    /to pause and to end jobs; not for limits, without memory, cpu/,
  ],
  [["cgroup 1"], ["cgroups"], /^version 1, which chore does not use/],
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
