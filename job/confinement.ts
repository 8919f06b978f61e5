/** How a job is confined: what its user asked for, and the walls that this means on any system. */

import { PROMISE_WORDS, type Promised, SANDBOX_PROMISES } from "./promises.ts";
import type { SANDBOXES } from "./policies.ts";
import type { Spec } from "./spec.ts";

export const UNVEIL_PERMISSIONS = ["r", "x", "rx", "rw", "rwx", "rwc", "rwxc"] as const;

/** A path that a job is to see, and what it may do there. */
export interface Unveil {
  readonly permissions: typeof UNVEIL_PERMISSIONS[number];
  readonly path: string;
}

/** As its user says it. */
export interface Confine {
  readonly sandbox: typeof SANDBOXES[number];
  /** instead of what the sandbox promises */
  readonly pledge?: Promised[] | undefined;
  readonly unveil: Unveil[];
  readonly noNet: boolean;
  readonly privateTmp: boolean;
}

export const NOT_CONFINED: Confine = {
  ...{ sandbox: "none", unveil: [], noNet: false, privateTmp: false },
};

/** A path that a confined job sees. */
export interface Grant {
  /** absolute, without a link on its way */
  readonly path: string;
  /** what it may do there */
  readonly access: "read" | "write";
}

/** What stands around a confined job, in the words of no system. */
export interface Walls {
  /** all files, or only the system's own and those that are granted */
  readonly sees: "all" | "granted";
  /** wherever its user may, or only what is granted for that */
  readonly writes: "all" | "granted";
  /** parents come before what is in them */
  readonly grants: readonly Grant[];
  /** its /tmp is its own */
  readonly privateTmp: boolean;
  /** it has the network */
  readonly network: boolean;
  /** it can make sockets that are files */
  readonly unixSockets: boolean;
  /** it may start processes, and signal its own */
  readonly processes: boolean;
  /** it may change who it is */
  readonly ids: boolean;
  /** it may give files to others */
  readonly owners: boolean;
  /** it may make FIFOs */
  readonly nodes: boolean;
}

export function isConfined({ sandbox, pledge, unveil, noNet, privateTmp }: Confine): boolean {
  return sandbox !== "none" || pledge !== undefined || unveil.length > 0 || noNet || privateTmp;
}

/** Undefined for a job that asks for none. */
export function wallsOf({ confine, cwd }: Pick<Spec, "confine" | "cwd">): Walls | undefined {
  if (!isConfined(confine)) return undefined;
  const promised = promisesOf(confine);
  const writes = promised.has("wpath") || promised.has("cpath");
  const isNarrow = confine.unveil.length > 0;
  const writesAll = writes && !isNarrow && confine.sandbox === "none";
  const grants = grantsOf({ confine, cwd }, promised);
  const hasTmp = grants.some(({ path, access }) => path === "/tmp" && access === "write");
  return {
    sees: isNarrow || !promised.has("rpath") ? "granted" : "all",
    writes: writesAll ? "all" : "granted",
    grants,
    privateTmp: confine.privateTmp || (promised.has("tmppath") && !writesAll && !hasTmp),
    network: promised.has("inet") || promised.has("dns"),
    unixSockets: promised.has("unix"),
    processes: promised.has("proc"),
    ids: promised.has("id"),
    owners: promised.has("chown"),
    nodes: promised.has("dpath"),
  };
}

/** What it may, by `--no-net` less. */
export function promisesOf({ sandbox, pledge, noNet }: Confine): ReadonlySet<Promised> {
  const promised = new Set(pledge ?? SANDBOX_PROMISES[sandbox]);
  if (noNet) { for (const word of ["inet", "dns"] as const) promised.delete(word); }
  return promised;
}

/** One for each path, with what all of them together allow there; parents come before what is in them. */
function grantsOf(
  { confine, cwd }: Pick<Spec, "confine" | "cwd">,
  promised: ReadonlySet<Promised>,
): Grant[] {
  const writes = promised.has("wpath") || promised.has("cpath");
  const own: readonly Unveil[] = confine.sandbox === "none"
    ? []
    : [{ permissions: "rwc", path: cwd }];
  const byPath = new Map<string, Grant>();
  for (const { permissions, path } of [...own, ...confine.unveil]) {
    const access = permissions.includes("w") && writes ? "write" : "read";
    if (access === "read" && !promised.has("rpath") && !permissions.includes("x")) continue;
    if (byPath.get(path)?.access !== "write") byPath.set(path, { path, access });
  }
  return [...byPath.values()].sort((one, other) => one.path < other.path ? -1 : 1);
}

/** `rwc:/srv`. */
export function unveilText({ permissions, path }: Unveil): string {
  return `${permissions}:${path}`;
}

/** For people: `sandbox strict, unveil rwc:/srv`. */
export function confineText({ sandbox, pledge, unveil, noNet, privateTmp }: Confine): string {
  return [
    ...sandbox === "none" ? [] : [`sandbox ${sandbox}`],
    ...pledge === undefined
      ? []
      : [`pledge "${PROMISE_WORDS.filter((word) => pledge.includes(word)).join(" ")}"`],
    ...unveil.map((each) => `unveil ${unveilText(each)}`),
    ...noNet ? ["no net"] : [],
    ...privateTmp ? ["private /tmp"] : [],
  ].join(", ");
}
