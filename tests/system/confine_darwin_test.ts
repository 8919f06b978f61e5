import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import fc from "fast-check";
import { type Confine, NOT_CONFINED, wallsOf } from "../../job/confinement.ts";
import { backendFor, type Walls } from "../../system/confine.ts";
import { darwinBackend, profileText } from "../../system/confine_darwin.ts";
import { Gate } from "../support/gate.ts";
import { SHELLS } from "../support/shells.ts";

const walls: Walls = {
  ...{ sees: "all", writes: "granted", grants: [{ path: '/srv/"w"', access: "write" }] },
  ...{ privateTmp: false, network: false, unixSockets: false, processes: true },
  ...{ ids: false, owners: false, nodes: false },
};
const places = { hidden: "/Users/ann/.config/chore", cwd: "/srv" };

const PORTS = "(allow mach-lookup " +
  ["system.opendirectoryd.libinfo", "system.opendirectoryd.membership", "system.logger"]
    .map((name) => `(global-name "com.apple.${name}") `).join("") +
  '(global-name "com.apple.system.notification_center"))';

const HIDES = [
  '(deny file-read* file-write* network-outbound (subpath "/Users/ann/.config/chore"))',
  '(deny file-write-unlink (literal "/Users") (literal "/Users/ann") (literal "/Users/ann/.config"))',
  "",
];

Deno.test("profileText() is the whole profile of a job that writes in one folder", () => {
  deepEqual(profileText(walls, places).split("\n"), [
    "(version 1)",
    "(deny default)",
    "(allow process-exec process-fork)",
    "(allow signal process-info* (target same-sandbox))",
    "(allow sysctl-read)",
    PORTS,
    "(allow file-read*)",
    '(allow file-write-data (literal "/dev/null") (literal "/dev/zero"))',
    '(allow file-write* (subpath "/srv/\\"w\\""))',
    "(deny file-write-owner)",
    "(deny file-write-setugid)",
    ...HIDES,
  ]);
});

const sandbox = (word: Confine["sandbox"]) =>
  wallsOf({ cwd: "/Users/ann/src", confine: { ...NOT_CONFINED, sandbox: word } });

/** The rules for files of both sandboxes: they have no /tmp. */
const FILES = [
  "(allow file-read*)",
  '(deny file-read* (subpath "/private/tmp"))',
  '(allow file-read* (subpath "/Users/ann/src"))',
  '(allow file-write-data (literal "/dev/null") (literal "/dev/zero"))',
  '(allow file-write* (subpath "/Users/ann/src"))',
];
const NETWORK = [
  "(allow system-socket)",
  '(allow network-outbound (remote ip "*:*"))',
  '(allow network-bind network-inbound (local ip "*:*"))',
  '(allow network-outbound (literal "/private/var/run/mDNSResponder"))',
  '(allow mach-lookup (global-name "com.apple.SystemConfiguration.configd") (global-name "com.apple.trustd") (global-name "com.apple.trustd.agent") (global-name "com.apple.dnssd.service"))',
  "(allow network-outbound (remote unix-socket))",
  "(allow network-bind network-inbound (local unix-socket))",
];

for (const [word, network] of [["strict", []], ["default", NETWORK]] as const) {
  Deno.test(`profileText() of --sandbox ${word}, which macOS can do but for a private /tmp`, () => {
    const own = sandbox(word);
    ok(own !== undefined);
    equal(darwinBackend().complaint(own, { tmp: false }), undefined);
    const [, , , , , , ...rest] = profileText(own, places).split("\n");
    deepEqual(rest, [
      ...[...network, ...FILES, "(deny file-write-owner)", "(deny file-write-setugid)"],
      ...HIDES,
    ]);
  });
}

Deno.test("profileText() of what sees only what is granted has the ways there, and no more of them", () => {
  const own: Walls = {
    ...walls,
    sees: "granted",
    processes: false,
    grants: [{ path: "/srv/a/b", access: "read" }],
  };
  const lines = profileText(own, { hidden: undefined, cwd: "/srv/c" }).split("\n");
  deepEqual(lines.slice(2, 4), [
    "(allow process-exec)",
    "(allow signal process-info* (target self))",
  ]);
  const metadata = lines.find((line) => line.startsWith("(allow file-read-metadata")) ?? "";
  for (const path of ["/etc", "/srv", "/srv/a", "/srv/c", "/private/etc"]) {
    ok(metadata.includes(`(literal "${path}")`), path);
  }
  equal(metadata.includes('"/srv/a/b"'), false);
  match(lines.join("\n"), /^\(allow file-read\* \(subpath "\/srv\/a\/b"\)\)$/m);
  equal(lines.some((line) => line.includes("file-write*")), false);
  equal(lines.includes("(allow file-read*)"), false);
  deepEqual(lines.slice(-2), ["(deny file-write-setugid)", ""]);
});

const path = fc.stringMatching(/^(\/[a-z"\\ ]{1,4}){1,3}$/);
const anyWalls: fc.Arbitrary<Walls> = fc.record({
  sees: fc.constantFrom("all", "granted"),
  writes: fc.constantFrom("all", "granted"),
  grants: fc.array(fc.record({ path, access: fc.constantFrom("read", "write") }), { maxLength: 4 }),
  ...{ privateTmp: fc.boolean(), network: fc.boolean(), unixSockets: fc.boolean() },
  ...{ processes: fc.boolean(), ids: fc.boolean(), owners: fc.boolean(), nodes: fc.boolean() },
});

Deno.test("profileText() denies all that it does not name, and hides the base folder after all else", () => {
  fc.assert(fc.property(anyWalls, (any) => {
    const text = profileText(any, places);
    const lines = text.split("\n");
    equal(lines[1], "(deny default)");
    deepEqual(lines.slice(-3), HIDES);
    equal(text.includes("remote ip"), any.network);
    equal(text.includes("unix-socket"), any.unixSockets);
    equal(text.includes("process-fork"), any.processes);
    equal(text.includes("(deny file-write-owner)"), !any.owners);
    equal(lines.includes("(allow file-write*)"), any.writes === "all");
    equal(lines.includes("(allow file-read*)"), any.sees === "all");
    equal(text.split("(").length, text.split(")").length, "each that is opened is closed");
  }));
});

Deno.test("darwinBackend() is sandbox-exec(1) with a file, and refuses a /tmp that was asked for by name", () => {
  const backend = darwinBackend();
  const { words, files, setsEnv } = backend.enclose({
    ...{ walls, env: [], folder: "/r u n", status: "/s", ...places },
  });
  equal(words, "'/usr/bin/sandbox-exec' -f '/r u n/confine.profile' ");
  deepEqual([files.map(({ name }) => name), setsEnv], [["confine.profile"], false]);
  match(backend.complaint(walls, { tmp: true }) ?? "", /no private \/tmp: leave out --private-tmp/);
  equal(backend.complaint(walls, { tmp: false }), undefined);
});

Deno.test("darwinBackend() tells what is other than the walls say", () => {
  const differs = (own: Partial<Walls>) => darwinBackend().differs({ ...walls, ...own }).join("\n");
  match(differs({}), /^to make fifos cannot be withheld$/m);
  match(
    differs({ privateTmp: true, nodes: true }),
    /^it has no \/tmp, in the place of one of its own$/m,
  );
  match(differs({ ids: true }), /^set-user-id programs do not start in it$/m);
  match(differs({ nodes: true }), /^it can see which processes run/);
});

/** A gate whose command goes through `script` in the place of sandbox-exec. */
async function passThrough(shell: readonly string[], script: string | undefined) {
  using gate = new Gate();
  const program = `${gate.paths.folder}/sandbox exec`;
  if (script !== undefined) {
    Deno.writeTextFileSync(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  const enclosure = darwinBackend({ program }).enclose({
    ...{ walls, cwd: gate.cwd, env: [], hidden: "/b" },
    ...{ folder: gate.paths.folder, status: gate.paths.confined },
  });
  for (const { name, bytes } of enclosure.files) {
    Deno.writeFileSync(`${gate.paths.folder}/${name}`, bytes);
  }
  const spec = gate.spec(["sh", "-c", 'echo "$A"; : >ran; exit 3'], {
    env: ["A=it's", "B-C=x", "PATH=/bin"],
  });
  const end = await gate.pass(shell, spec, { confinement: enclosure });
  const ran = [...Deno.readDirSync(gate.cwd)].map(({ name }) => name);
  return { ...end, ran };
}

for (const shell of SHELLS) {
  Deno.test(`darwinBackend() starts a command through sandbox-exec, in ${shell[0]}`, async () => {
    // what no shell can export has come by env(1)
    const script = '[ "$1" = -f ] && grep -q "^(deny default)" "$2" || exit 65; shift 2; ' +
      '[ "$1" = /usr/bin/true ] || grep -qz "^B-C=x" /proc/$$/environ || exit 66; exec "$@"';
    const end = await passThrough(shell, script);
    deepEqual(
      [end.code, end.stdout, end.went, end.ran],
      [3, "it's\n", true, ["ran"]],
      end.stderr,
    );
  });

  Deno.test(`darwinBackend() starts nothing where sandbox-exec is missing or refuses, in ${shell[0]}`, async () => {
    const missing = await passThrough(shell, undefined);
    deepEqual([missing.code, missing.went, missing.ran], [127, false, []]);
    match(missing.refused ?? "", /^it cannot be confined: there is no sandbox-exec here/);
    const refusing = await passThrough(shell, "echo 'bad profile' >&2; exit 65");
    deepEqual([refusing.code, refusing.went, refusing.ran], [126, false, []]);
    equal(refusing.refused, "it cannot be confined: bad profile\n");
    const silent = await passThrough(shell, "exit 65");
    match(silent.refused ?? "", /^it cannot be confined: sandbox-exec fails$/m);
  });
}

Deno.test("backendFor() knows no backend of its own on other systems", () => {
  const names = ["linux", "darwin", "freebsd", "openbsd", "netbsd", "minix"].map((os) =>
    backendFor({ os, arch: "x86_64" })?.name
  );
  deepEqual(names, ["bubblewrap and seccomp", "sandbox-exec", ...Array(4).fill(undefined)]);
});
