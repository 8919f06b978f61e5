/** Confining a program on macOS: a profile for sandbox-exec(1). Not run here: its test is what it would execute. */

import type { Backend, Enclosed, Enclosure, Walls } from "./confine.ts";

const program = "/usr/bin/sandbox-exec";
/** The system's own: without these no program starts. */
const SYSTEM =
  "/System /usr /bin /sbin /Library /opt /dev /etc /private/etc /private/var/db /private/var/select"
    .split(" ");

export const darwinBackend: Backend = {
  name: "sandbox-exec",
  complaint: ({ privateTmp }) =>
    privateTmp
      ? "sandbox-exec has no private /tmp: use --pledge without tmppath, and --unveil"
      : undefined,
  enclose,
};

function enclose({ walls, folder, hidden, cwd }: Enclosed): Enclosure {
  const profile = profileText(walls, { hidden, cwd });
  return {
    files: [{ name: "confine.profile", bytes: new TextEncoder().encode(profile) }],
    checks: [
      `[ -x ${program} ] || chore_refuse 127 'it cannot be confined: there is no sandbox-exec here'`,
    ],
    words: `/usr/bin/env ${program} -f ${quote(`${folder}/confine.profile`)} `,
    passes: "",
    setsEnv: false,
  };
}

/** The last rule that fits an operation decides. */
export function profileText(
  walls: Walls,
  { hidden, cwd }: Pick<Enclosed, "hidden" | "cwd">,
): string {
  const written = walls.grants.filter(({ access }) => access === "write");
  return [
    "(version 1)",
    "(allow default)",
    ...walls.sees === "granted"
      ? [
        "(deny file-read-data)",
        allow("file-read*", ["/", cwd], { as: "literal" }),
        allow("file-read*", [...SYSTEM, ...walls.grants.map(({ path }) => path)], {
          as: "subpath",
        }),
      ]
      : [],
    ...walls.writes === "granted"
      ? [
        "(deny file-write*)",
        allow("file-write*", ["/dev/null", "/dev/zero", "/dev/tty"], { as: "literal" }),
        ...written.length === 0
          ? []
          : [allow("file-write*", written.map(({ path }) => path), { as: "subpath" })],
      ]
      : [],
    ...networkRules(walls),
    ...walls.processes ? [] : ["(deny process-fork)"],
    ...walls.owners ? [] : ["(deny file-write-owner)"],
    "(deny signal (target others))",
    `(deny file-read* file-write* network-outbound (subpath ${literal(hidden)}))`,
    ...ancestors(hidden).map((path) => `(deny file-write-unlink (literal ${literal(path)}))`),
    "",
  ].join("\n");
}

function networkRules({ network, unixSockets }: Walls): string[] {
  if (network && unixSockets) return [];
  if (network) return ["(deny network* (remote unix-socket))"];
  return [
    "(deny network*)",
    ...unixSockets ? ["(allow network* (local unix-socket) (remote unix-socket))"] : [],
  ];
}

function allow(
  operation: string,
  paths: readonly string[],
  { as }: { readonly as: "literal" | "subpath" },
): string {
  return `(allow ${operation} ${paths.map((path) => `(${as} ${literal(path)})`).join(" ")})`;
}

function ancestors(path: string): string[] {
  const parts = path.split("/").slice(1, -1);
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join("/")}`);
}

/** A text of the profile's language. */
function literal(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
