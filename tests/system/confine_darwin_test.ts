import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { backendFor, type Walls } from "../../system/confine.ts";
import { darwinBackend, profileText } from "../../system/confine_darwin.ts";

const walls: Walls = {
  ...{ sees: "all", writes: "granted", grants: [{ path: '/srv/"w"', access: "write" }] },
  ...{ privateTmp: false, network: false, unixSockets: false, processes: true },
  ...{ ids: false, owners: false, nodes: false },
};
const places = { hidden: "/Users/ann/.config/chore", cwd: "/srv" };

Deno.test("profileText() is the whole profile of a job that writes in one folder", () => {
  deepEqual(profileText(walls, places).split("\n"), [
    "(version 1)",
    "(allow default)",
    "(deny file-write*)",
    '(allow file-write* (literal "/dev/null") (literal "/dev/zero") (literal "/dev/tty"))',
    '(allow file-write* (subpath "/srv/\\"w\\""))',
    "(deny network*)",
    "(deny file-write-owner)",
    "(deny signal (target others))",
    '(deny file-read* file-write* network-outbound (subpath "/Users/ann/.config/chore"))',
    '(deny file-write-unlink (literal "/Users"))',
    '(deny file-write-unlink (literal "/Users/ann"))',
    '(deny file-write-unlink (literal "/Users/ann/.config"))',
    "",
  ]);
});

Deno.test("profileText() hides the base folder after all that is allowed", () => {
  for (const sees of ["all", "granted"] as const) {
    const lines = profileText({ ...walls, sees, network: true, unixSockets: true }, places).split(
      "\n",
    );
    const hides = lines.findIndex((line) => line.includes("/Users/ann/.config/chore"));
    ok(lines.slice(hides).every((line) => !line.startsWith("(allow")));
  }
});

Deno.test("darwinBackend is sandbox-exec(1) with a file, and has no private /tmp", () => {
  const { words, checks, files } = darwinBackend.enclose({
    ...{ walls, env: [], folder: "/r u n", status: "/s", ...places },
  });
  equal(words, "/usr/bin/env /usr/bin/sandbox-exec -f '/r u n/confine.profile' ");
  match(checks.join(), /chore_refuse 127 'it cannot be confined/);
  deepEqual(files.map(({ name }) => name), ["confine.profile"]);
  match(darwinBackend.complaint({ ...walls, privateTmp: true }) ?? "", /no private \/tmp/);
  equal(darwinBackend.complaint(walls), undefined);
});

Deno.test("backendFor() knows no backend of its own on other systems", () => {
  const names = ["linux", "darwin", "freebsd", "openbsd", "netbsd", "minix"].map((os) =>
    backendFor({ os, arch: "x86_64" })?.name
  );
  deepEqual(names, ["bubblewrap and seccomp", "sandbox-exec", ...Array(4).fill(undefined)]);
});
