/** The policy of a session: what the jobs of it may be, whoever asks for them. It allows nothing that is not possible without it. */

import { NOT_CONFINED, type Walls, wallsOf } from "./confinement.ts";
import { isLoaderVariable } from "./loader_variables.ts";
import type { SANDBOXES } from "./policies.ts";
import type { ResourceLimits } from "./resource_limits.ts";

/** What is bounded of a job's use. */
export type PolicyLimits = Pick<ResourceLimits, typeof LIMIT_FIELDS[number]>;

export const LIMIT_FIELDS = [
  ...["cpuMs", "memoryBytes", "files", "procs", "fileBytes", "coreBytes", "nice"] as const,
] as const;

/** What is left out is not bounded. Paths have no `.`, `..` or `//` in them. */
export interface Policy {
  /** the file that says it */
  readonly file: string;
  /** absolute; one that ends with "/" is a folder, with all below it */
  readonly programs?: readonly string[] | undefined;
  /** where a job may be run: in these and below */
  readonly folders?: readonly string[] | undefined;
  /** names; one that ends with "*" is a beginning */
  readonly variables?: readonly string[] | undefined;
  /** the group of users who may ask, beside the owner */
  readonly ask?: string | undefined;
  readonly confine: PolicyConfine;
  readonly limits: PolicyLimits;
  /** names of its paths that are links, or were when chored was started: nothing can be granted by them */
  readonly links?: readonly string[] | undefined;
}

export interface PolicyConfine {
  /** each job is confined at least so */
  readonly least: typeof SANDBOXES[number];
  readonly network: boolean;
  readonly unix: boolean;
  /** what a job may write at most */
  readonly write?: readonly string[] | undefined;
  /** what it may see at most, beside the system's own and what it may write */
  readonly see?: readonly string[] | undefined;
}

export const NO_CONFINE: PolicyConfine = { least: "none", network: true, unix: true };

/** The walls of a policy: the most that each may be. Wider is `all` than `granted`, and true than false. */
export type MostWalls = Omit<Walls, "grants" | "privateTmp">;

export const WALL_SWITCHES = [
  "network",
  "unixSockets",
  "processes",
  "ids",
  "owners",
  "nodes",
] as const satisfies readonly (keyof MostWalls)[];

const open: MostWalls = {
  ...{ sees: "all", writes: "all", network: true, unixSockets: true, processes: true },
  ...{ ids: true, owners: true, nodes: true },
};

export function mostWalls({ confine }: Pick<Policy, "confine">): MostWalls {
  const { least, network, unix, write, see } = confine;
  const { sees, writes, ...rest } =
    wallsOf({ confine: { ...NOT_CONFINED, sandbox: least }, cwd: "/" }) ?? open;
  return {
    sees: see === undefined ? sees : "granted",
    writes: write === undefined ? writes : "granted",
    network: rest.network && network,
    unixSockets: rest.unixSockets && unix,
    ...{ processes: rest.processes, ids: rest.ids, owners: rest.owners, nodes: rest.nodes },
  };
}

/** Whether a job without any confinement is refused. */
export function isCompulsory(policy: Pick<Policy, "confine">): boolean {
  const most = mostWalls(policy);
  return most.sees !== "all" || most.writes !== "all" || WALL_SWITCHES.some((each) => !most[each]);
}

/** Whether it bounds nothing at all, but perhaps who may ask. */
export function allowsAll(policy: Policy): boolean {
  const { programs, folders, variables, limits } = policy;
  return programs === undefined && folders === undefined && variables === undefined &&
    Object.keys(limits).length === 0 && !isCompulsory(policy);
}

/** The system's own: whatever a job is granted, it sees these. */
export const SYSTEM_FOLDERS = "/usr /bin /sbin /lib /lib32 /lib64 /libx32 /nix/store /gnu/store"
  .split(" ");

export function allowsProgram({ programs }: Pick<Policy, "programs">, path: string): boolean {
  return programs === undefined ||
    programs.some((each) =>
      each.endsWith("/") ? path.startsWith(each) && path !== each : path === each
    );
}

/** Whether `path` is one of `folders` or lies below one; what is left out bounds nothing. */
export function allowsPath(folders: readonly string[] | undefined, path: string): boolean {
  return folders === undefined ||
    folders.some((each) => path === each || path.startsWith(each === "/" ? "/" : `${each}/`));
}

/** What chore itself tells a job is always allowed. */
export function allowsVariable(
  { programs, variables }: Pick<Policy, "programs" | "variables">,
  name: string,
): boolean {
  if (variables === undefined) return programs === undefined || !isLoaderVariable(name);
  return variables.some((each) => fits(each, name)) ||
    name.startsWith("CHORE_") && !isLoaderVariable(name);
}

/** A name, or with a `*` at its end a beginning of names. */
function fits(pattern: string, name: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
