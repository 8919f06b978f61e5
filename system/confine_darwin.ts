/**
 * Confining a program on macOS: a profile for sandbox-exec(1). Not run here: its test is what it would execute.
 * All is denied but what the profile names, so that what it forgets makes a job fail and never lets one out:
 * launchd and its kin, which would start a program outside, are asked by ports that it does not name.
 */

import type { Backend, Enclosed, Enclosure, Walls } from "./confine.ts";

const SANDBOX_EXEC = "/usr/bin/sandbox-exec";
/** The system's own: without these no program starts. */
const SYSTEM =
  "/System /usr /bin /sbin /Library /opt /private/var/db/dyld /private/var/db/timezone " +
  "/private/var/select /private/etc/ssl";
/** Not all of /etc: it may hold what others are not to read. */
const SETTINGS = "hosts resolv.conf services protocols localtime passwd group shells";
const DEVICES = "null zero random urandom";
/** By these a path below them is found. */
const LINKS = ["/etc", "/tmp", "/var"];
const TMP = "/private/tmp";

/** Who is asked for users and groups, and told what goes into the system's log. */
const PORTS = "system.opendirectoryd.libinfo system.opendirectoryd.membership system.logger " +
  "system.notification_center";
/** Who is asked for names of the network and for certificates. */
const NETWORK_PORTS = "SystemConfiguration.configd trustd trustd.agent dnssd.service";
const RESOLVER = "/private/var/run/mDNSResponder";

export function darwinBackend({ program = SANDBOX_EXEC } = {}): Backend {
  return {
    name: "sandbox-exec",
    complaint: (_walls, { tmp }) =>
      tmp
        ? "sandbox-exec has no private /tmp: leave out --private-tmp and tmppath: with --sandbox a job has no /tmp at all"
        : undefined,
    differs,
    enclose: (enclosed) => enclose(enclosed, program),
  };
}

function differs({ privateTmp, nodes, ids }: Walls): string[] {
  return [
    ...privateTmp ? ["it has no /tmp, in the place of one of its own"] : [],
    ...nodes ? [] : ["to make fifos cannot be withheld"],
    ...ids ? ["set-user-id programs do not start in it"] : [],
    "it can see which processes run, and what leaves its group outlives it",
  ];
}

function enclose({ walls, folder, hidden, cwd }: Enclosed, program: string): Enclosure {
  const profile = profileText(walls, { hidden, cwd });
  const words = `${quote(program)} -f ${quote(`${folder}/confine.profile`)} `;
  return {
    files: [{ name: "confine.profile", bytes: new TextEncoder().encode(profile) }],
    checks: [
      `[ -x ${quote(program)} ] || chore_refuse 127 ` +
      `'it cannot be confined: there is no sandbox-exec here'`,
      // a profile that this system does not take keeps the command from starting
      `chore_said=$(${words}/usr/bin/true 2>&1 </dev/null) || ` +
      `chore_refuse 126 "it cannot be confined: \${chore_said:-sandbox-exec fails}"`,
    ],
    words,
    passes: "",
    setsEnv: false,
  };
}

/** The last rule that fits an operation decides. */
export function profileText(
  walls: Walls,
  { hidden, cwd }: Pick<Enclosed, "hidden" | "cwd">,
): string {
  return [
    "(version 1)",
    "(deny default)",
    ...processRules(walls),
    "(allow sysctl-read)",
    allowPorts(PORTS),
    ...networkRules(walls),
    ...readRules(walls, cwd),
    ...writeRules(walls),
    ...walls.owners ? [] : ["(deny file-write-owner)"],
    "(deny file-write-setugid)",
    ...hidden === undefined ? [] : hideRules(hidden),
    "",
  ].join("\n");
}

function processRules({ processes }: Walls): string[] {
  const target = processes ? "same-sandbox" : "self";
  return [
    `(allow process-exec${processes ? " process-fork" : ""})`,
    `(allow signal process-info* (target ${target}))`,
  ];
}

function networkRules({ network, unixSockets }: Walls): string[] {
  return [
    ...network
      ? [
        "(allow system-socket)",
        '(allow network-outbound (remote ip "*:*"))',
        '(allow network-bind network-inbound (local ip "*:*"))',
        allow("network-outbound", [RESOLVER], { as: "literal" }),
        allowPorts(NETWORK_PORTS),
      ]
      : [],
    ...unixSockets
      ? [
        "(allow network-outbound (remote unix-socket))",
        "(allow network-bind network-inbound (local unix-socket))",
      ]
      : [],
  ];
}

function readRules({ sees, privateTmp, grants }: Walls, cwd: string): string[] {
  const granted = grants.map(({ path }) => path);
  const system = SYSTEM.split(" ");
  const settings = SETTINGS.split(" ").map((name) => `/private/etc/${name}`);
  const devices = DEVICES.split(" ").map((name) => `/dev/${name}`);
  const ways = [...system, ...settings, ...devices, ...granted, cwd].flatMap(foldersTo);
  const own = granted.length === 0 ? [] : [allow("file-read*", granted, { as: "subpath" })];
  if (sees === "all") {
    return ["(allow file-read*)", ...privateTmp ? [deny("file-read*", [TMP]), ...own] : []];
  }
  return [
    allow("file-read-metadata", [...new Set([...LINKS, ...ways, cwd])].sort(), { as: "literal" }),
    allow("file-read*", ["/", ...settings, ...devices], { as: "literal" }),
    allow("file-read*", [...system, "/dev/fd"], { as: "subpath" }),
    ...own,
  ];
}

function writeRules({ writes, privateTmp, grants }: Walls): string[] {
  const written = grants.filter(({ access }) => access === "write").map(({ path }) => path);
  const own = written.length === 0 ? [] : [allow("file-write*", written, { as: "subpath" })];
  if (writes === "all") {
    return ["(allow file-write*)", ...privateTmp ? [deny("file-write*", [TMP]), ...own] : []];
  }
  return [allow("file-write-data", ["/dev/null", "/dev/zero"], { as: "literal" }), ...own];
}

/** The base folder, and what would put another one in its place. */
function hideRules(hidden: string): string[] {
  return [
    deny("file-read* file-write* network-outbound", [hidden]),
    `(deny file-write-unlink ${literals(foldersTo(hidden))})`,
  ];
}

interface How {
  readonly as: "literal" | "subpath";
}

function allow(operations: string, paths: readonly string[], { as }: How): string {
  return `(allow ${operations} ${paths.map((path) => `(${as} ${textOf(path)})`).join(" ")})`;
}

function deny(operations: string, paths: readonly string[]): string {
  return `(deny ${operations} ${paths.map((path) => `(subpath ${textOf(path)})`).join(" ")})`;
}

const literals = (paths: readonly string[]) =>
  paths.map((path) => `(literal ${textOf(path)})`).join(" ");

function allowPorts(names: string): string {
  const ports = names.split(" ").map((name) => `(global-name "com.apple.${name}")`);
  return `(allow mach-lookup ${ports.join(" ")})`;
}

/** `/a`, `/a/b` for `/a/b/c`. */
function foldersTo(path: string): string[] {
  const parts = path.split("/").slice(1, -1);
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join("/")}`);
}

/** A text of the profile's language. */
function textOf(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
