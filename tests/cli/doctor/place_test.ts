import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import type { Mark } from "../../../cli/doctor/finding.ts";
import { checkPlace } from "../../../cli/doctor/place.ts";
import { sessionPaths } from "../../../system/paths.ts";
import { factsOf } from "./systems.ts";

const PATHS = sessionPaths("/home/u/.config/chore", "chored");

for (const system of ["linux", "macos", "freebsd", "openbsd"] as const) {
  Deno.test(`checkPlace() reads what ${system} tells of its disks`, () => {
    const findings = checkPlace(factsOf(system), PATHS);
    deepEqual(findings.map(({ name, mark }) => [name, mark]), [
      ["socket", "ok"],
      ["file system", "ok"],
      ["folder", "ok"],
      ["disk", "ok"],
    ]);
    match(findings[1]?.text ?? "", /^(ext2\/ext3|apfs|zfs|ffs): \/home\/u/);
    match(findings[3]?.text ?? "", /^\d+\.\d GiB free$/);
  });
}

/** A session whose socket has this many bytes while it is bound. */
function pathsOf(bytes: number) {
  const { base, socket } = PATHS;
  return sessionPaths(base + "x".repeat(bytes - `${socket}.new`.length), "chored");
}

for (const [system, most] of [["linux", 107], ["macos", 103], ["freebsd", 103]] as const) {
  Deno.test(`checkPlace() takes ${most} bytes for a socket on ${system}, and no more`, () => {
    equal(checkPlace(factsOf(system), pathsOf(most))[0]?.mark, "ok");
    const [socket] = checkPlace(factsOf(system), pathsOf(most + 1));
    equal(socket?.mark, "fail");
    match(socket?.remedy ?? "", /CHORE_HOME/);
  });
}

/** Other facts, and what is said of them. */
const TROUBLES: readonly (readonly [string, string, Mark, RegExp])[] = [
  ["file_system nfs", "file system", "warn", /lies on nfs: locks/],
  ["file_system fuseblk", "file system", "warn", /lies on fuseblk/],
  ["file_system v9fs", "file system", "warn", /lies on v9fs/],
  ["links no ln: Operation not permitted", "folder", "fail", /does not take symbolic links$/],
  ["hard_links no", "folder", "fail", /does not take hard links$/],
  ["fifos no", "folder", "fail", /does not take FIFOs$/],
  ["locks no flock: No locks available", "folder", "fail", /does not take locks$/],
  ["kept_mode ", "folder", "fail", /does not take modes that keep others out$/],
  ["unwritable mktemp: Permission denied", "folder", "fail", /mktemp: Permission denied$/],
  ["disk /dev/a 1000000 1 1048575 99% /", "disk", "warn", /^1\.0 GiB free$/],
  ["disk /dev/a 1000000 1 0 100% /a b", "disk", "warn", /^0\.0 GiB free$/],
];

for (const [fact, name, mark, text] of TROUBLES) {
  Deno.test(`checkPlace() says what to do where it sees "${fact}"`, () => {
    const found = checkPlace(factsOf("linux", fact), PATHS).filter((each) => each.mark !== "ok");
    deepEqual(found.map((each) => [each.name, each.mark]), [[name, mark]]);
    match(found[0]?.text ?? "", text);
    equal(typeof found[0]?.remedy, "string");
  });
}

Deno.test("checkPlace() knows a network file system of macOS and FreeBSD too", () => {
  const mount = (line: string) => checkPlace(factsOf("macos", `mount ${line}`), PATHS)[1]?.mark;
  equal(mount("//u@host/home on /Volumes/home (smbfs, nodev, nosuid)"), "warn");
  equal(mount("host:/home on /home (nfs)"), "warn");
  equal(mount("host:/home on /my type (x) home type nfs (v3)"), "warn");
  equal(mount("/dev/disk1 on / (apfs, local)"), "ok");
});

Deno.test("checkPlace() takes what is not told for no trouble", () => {
  const facts = factsOf("linux", "disk ", "file_system ", "locks ");
  // a lock is not tried where there is no flock(1)
  deepEqual(checkPlace(facts, PATHS).filter(({ mark }) => mark !== "ok"), []);
});
