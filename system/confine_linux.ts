/** Confining a program on Linux: bubblewrap for what it sees, seccomp for what it asks of the kernel. */

import { LIMITS } from "../limits.ts";
import type { Backend, Enclosed, Enclosure, Walls } from "./confine.ts";
import { ARCHITECTURES, seccompFilter } from "./confine_seccomp.ts";

/** Where bubblewrap lies; no other is asked, so that no PATH decides. */
export const BUBBLEWRAPS = ["/usr/bin/bwrap", "/bin/bwrap"];

/** The system's own: without these no program starts. */
const SYSTEM = "/usr /bin /sbin /lib /lib32 /lib64 /libx32 /nix/store /gnu/store".split(" ");
/** Not all of /etc: it may hold what others are not to read. */
const SETTINGS = ("alternatives ld.so.cache ld.so.conf ld.so.conf.d ld.so.preload passwd group " +
  "nsswitch.conf localtime timezone locale.conf ssl pki ca-certificates hosts resolv.conf " +
  "host.conf gai.conf services protocols mime.types terminfo").split(" ");
/** What names are asked of, where resolv.conf is a link to it. */
const RESOLVERS = ["/run/systemd/resolve", "/run/resolvconf", "/run/NetworkManager"];

/** By these whoever is root, with or without a capability, tells the kernel what to run and to do. */
const KERNEL = "/proc/sys /proc/sysrq-trigger /proc/irq /proc/bus /proc/fs".split(" ");

/** The descriptors by which it is told, and tells. */
const fds = { filter: 6, words: 7, status: 8 };

export function linuxBackend(
  arch: string,
  { bubblewraps = BUBBLEWRAPS }: { readonly bubblewraps?: readonly string[] } = {},
): Backend {
  const architecture = ARCHITECTURES.find((each) => each === arch);
  return {
    name: "bubblewrap and seccomp",
    complaint: () =>
      architecture === undefined
        ? `chore knows the system calls of ${ARCHITECTURES.join(" and ")}, not of "${arch}"`
        : undefined,
    differs: () => [],
    enclose: (enclosed) =>
      enclose(enclosed, {
        bubblewraps,
        filter: seccompFilter(enclosed.walls, architecture ?? ARCHITECTURES[0]),
      }),
  };
}

interface Means {
  readonly bubblewraps: readonly string[];
  readonly filter: Uint8Array;
}

/** Its words are in a file: in those of a process everybody would read the environment. */
function enclose(enclosed: Enclosed, { bubblewraps, filter }: Means): Enclosure {
  const { folder, status, account = [] } = enclosed;
  const words = bubblewrapWords(enclosed).map((word) => `${word}\0`).join("");
  const { filter: filterFd, words: wordsFd, status: statusFd } = fds;
  const open = `exec ${filterFd}<${quote(`${folder}/confine.bpf`)} ` +
    `${wordsFd}<${quote(`${folder}/confine.words`)} ${statusFd}>${quote(status)}`;
  return {
    files: [
      { name: "confine.words", bytes: new TextEncoder().encode(words) },
      { name: "confine.bpf", bytes: filter },
    ],
    checks: [
      `for chore_bwrap in ${bubblewraps.map(quote).join(" ")} ''; do ` +
      `[ ! -x "$chore_bwrap" ] || break; done`,
      `[ -n "$chore_bwrap" ] || chore_refuse 127 ` +
      `'it cannot be confined: there is no bubblewrap: install the package bubblewrap, or leave out what confines it'`,
      open,
    ],
    // nothing of the job's environment reaches bubblewrap: what loads its libraries would be outside
    words: `/usr/bin/env -i --default-signal "$chore_bwrap" --args ${wordsFd} ` +
      `--seccomp ${filterFd} --json-status-fd ${statusFd} ` +
      `${account.map(([name, word]) => `--setenv ${name} ${word} `).join("")}-- `,
    passes: [filterFd, wordsFd].map((fd) => `${fd}<&${fd}`).join(" ") + ` ${statusFd}>&${statusFd}`,
    setsEnv: true,
  };
}

/**
 * What bubblewrap is told. There is no `--die-with-parent`: what becomes of the job of a worker that was
 * killed is the job's own policy. With `--new-session` the job has a group of its own, which signals go to.
 */
export function bubblewrapWords({ walls, cwd, env, hidden }: Enclosed): string[] {
  return [
    ...root(walls),
    ...["--dev", "/dev", "--proc", "/proc"],
    ...KERNEL.flatMap((path) => ["--ro-bind-try", path, path]),
    ...["--perms", "0755", "--tmpfs", "/run"],
    ...walls.network ? RESOLVERS.flatMap((path) => ["--ro-bind-try", path, path]) : [],
    ...walls.privateTmp
      ? ["--perms", "1777", "--size", String(LIMITS.privateTmpBytes), "--tmpfs", "/tmp"]
      : [],
    ...walls.grants.flatMap(({ path, access }) => [bindOf(access), path, path]),
    ...seesFolder(walls, cwd) ? [] : ["--dir", cwd],
    ...hide(walls, hidden),
    ...walls.sees === "granted" ? ["--remount-ro", "/"] : [],
    ...["--unshare-all", ...walls.network ? ["--share-net"] : []],
    ...["--new-session", "--cap-drop", "ALL", "--clearenv"],
    ...env.flatMap(setVariable),
    ...["--chdir", cwd],
  ];
}

function root({ sees, writes }: Walls): string[] {
  if (sees === "all" && writes === "granted") return ["--ro-bind", "/", "/"];
  // what is written there goes to the kernel, which runs programs upon it
  if (sees === "all") return ["--bind", "/", "/", "--ro-bind-try", "/sys", "/sys"];
  return [...SYSTEM, ...SETTINGS.map((name) => `/etc/${name}`)]
    .flatMap((path) => ["--ro-bind-try", path, path]);
}

const bindOf = (access: "read" | "write") => access === "write" ? "--bind" : "--ro-bind";

/** One that it does not see is empty for it. */
function seesFolder(walls: Walls, cwd: string): boolean {
  return isInRoot(walls, cwd) ||
    [...walls.grants.map(({ path }) => path), ...SYSTEM, "/dev", "/proc"]
      .some((folder) => isWithin(cwd, folder));
}

/** It is seen without a grant, and under nothing that is put over it. */
function isInRoot({ sees, privateTmp }: Walls, path: string): boolean {
  return sees === "all" && !isWithin(path, "/run") && !(privateTmp && isWithin(path, "/tmp"));
}

/**
 * The base folder is empty for a confined job. Where the job can write around it, each folder on the way
 * is a mount of its own, which nobody can rename: another one in its place would be chore's from then on.
 */
function hide(walls: Walls, hidden: string | undefined): string[] {
  if (hidden === undefined) return [];
  const isOfRoot = isInRoot(walls, hidden);
  if (!isOfRoot && !walls.grants.some(({ path }) => isWithin(hidden, path))) return [];
  const around = [
    ...isOfRoot && walls.writes === "all" ? ["/"] : [],
    ...walls.grants.filter(({ access }) => access === "write").map(({ path }) => path),
  ];
  const pins = foldersTo(hidden).filter((path) => isPinned(path, around));
  return [
    ...pins.flatMap((path) => ["--bind", path, path]),
    ...["--perms", "0555", "--tmpfs", hidden, "--remount-ro", hidden],
  ];
}

/** It lies in a folder that can be written, and so could be renamed. */
function isPinned(path: string, around: readonly string[]): boolean {
  return around.some((folder) => path !== folder && isWithin(path, folder));
}

/** `/a`, `/a/b` for `/a/b/c`. */
function foldersTo(path: string): string[] {
  const parts = path.split("/").slice(1, -1);
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join("/")}`);
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);
}

function setVariable(variable: string): string[] {
  const at = variable.indexOf("=");
  return ["--setenv", variable.slice(0, at), variable.slice(at + 1)];
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
