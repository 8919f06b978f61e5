/** How a policy confines: what of a job's walls is too wide, and the walls of a job that asks for none. */

import {
  type Confine,
  isConfined,
  NOT_CONFINED,
  type Unveil,
  type Walls,
  wallsOf,
} from "./confinement.ts";
import {
  allowsPath,
  isCompulsory,
  type MostWalls,
  mostWalls,
  type Policy,
  type PolicyConfine,
  SYSTEM_FOLDERS,
  WALL_SWITCHES,
} from "./policy.ts";
import { type Promised, SANDBOX_PROMISES } from "./promises.ts";
import type { Spec } from "./spec.ts";

type Asked = Pick<Spec, "confine" | "cwd" | "stdin">;

/** Undefined where the policy allows it. */
export function confinementAgainst(
  policy: Policy,
  spec: Asked,
): { readonly rule: string; readonly what: string } | undefined {
  const { confine } = policy;
  const walls = wallsOf({ confine: confineUnder(policy, spec), cwd: spec.cwd });
  if (walls === undefined) return undefined;
  const wide = tooWide(walls, mostWalls(policy));
  if (wide !== undefined) {
    return { rule: `confine.${ruleOf(wide, confine)}`, what: `a job ${WIDE[wide]}` };
  }
  for (const { access, path } of walls.grants) {
    if (access === "write" && !allowsPath(confine.write, path)) {
      return { rule: "confine.write", what: `a job that can write "${path}"` };
    }
    if (!maySee(confine, path)) return { rule: "confine.see", what: `a job that sees "${path}"` };
  }
  const { stdin } = spec;
  // the gate opens it, who sees more
  if (stdin.kind !== "file" || maySee(confine, stdin.path)) return undefined;
  return { rule: "confine.see", what: `the input "${stdin.path}"` };
}

const WIDE: Readonly<Record<keyof MostWalls, string>> = {
  sees: "that sees all files",
  writes: "that can write all files",
  network: "with a network",
  unixSockets: "with unix sockets",
  processes: "that starts processes",
  ids: "that changes who it is",
  owners: "that gives files to others",
  nodes: "that makes fifos",
};

function tooWide(walls: Walls, most: MostWalls): keyof MostWalls | undefined {
  if (walls.sees === "all" && most.sees !== "all") return "sees";
  if (walls.writes === "all" && most.writes !== "all") return "writes";
  return WALL_SWITCHES.find((each) => walls[each] && !most[each]);
}

/** Whose doing it is that the wall is so narrow. */
function ruleOf(wall: keyof MostWalls, { see, write, network, unix }: PolicyConfine): string {
  if (wall === "sees" && see !== undefined) return "see";
  if (wall === "writes" && write !== undefined) return "write";
  if (wall === "network" && !network) return "network";
  return wall === "unixSockets" && !unix ? "unix" : "least";
}

function maySee({ see, write = [] }: PolicyConfine, path: string): boolean {
  return allowsPath(see && [...see, ...write, ...SYSTEM_FOLDERS], path);
}

/** A job that asks for something has that, whatever is said of it; one that asks for nothing has the least. */
export function confineUnder(policy: Policy, { confine, cwd }: Omit<Asked, "stdin">): Confine {
  if (isConfined(confine) || !isCompulsory(policy)) return confine;
  const { least, network, unix, write, see } = policy.confine;
  const isNarrow = write !== undefined || see !== undefined;
  const sandbox = least === "none" && isNarrow ? "default" : least;
  const mayWrite = allowsPath(write, cwd);
  const unveil =
    see?.filter((path) => !isIn(path, [...mayWrite ? [cwd] : [], ...policy.links ?? []]))
      .map(seen) ?? [];
  const withheld: readonly Promised[] = [
    ...unix ? [] : ["unix"] as const,
    ...mayWrite ? [] : ["wpath", "cpath"] as const,
    // nothing but the system's own
    ...see !== undefined && unveil.length === 0 ? ["rpath"] as const : [],
  ];
  const promised = SANDBOX_PROMISES[sandbox];
  const isLess = promised.some((word) => withheld.includes(word));
  return {
    ...{ ...NOT_CONFINED, sandbox, unveil, noNet: !network },
    ...isLess ? { pledge: promised.filter((word) => !withheld.includes(word)) } : {},
  };
}

const seen = (path: string): Unveil => ({ permissions: "rx", path });

/** What lies in a folder that a job can write cannot be granted apart. */
function isIn(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}
