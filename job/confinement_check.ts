/** Whether a job can be confined as it asks, as far as its spec alone tells: what lies where, a gate looks at. */

import { LIMITS } from "../limits.ts";
import { pathTwice } from "./confine_wish.ts";
import { type Confine, isConfined, type Walls, wallsOf } from "./confinement.ts";
import type { Spec } from "./spec.ts";

type Asked = Pick<Spec, "confine" | "cwd">;

/** What is wrong with it; undefined where nothing is, and where no confinement is asked for. */
export function confinementComplaint(
  spec: Asked,
  { base }: { /** the base folder, which no confined job sees */ readonly base: string },
): string | undefined {
  if (!isConfined(spec.confine)) return undefined;
  const walls = wallsOf(spec);
  return complaintOfFolder(spec, { base }) ??
    complaintOfList(spec.confine.unveil) ??
    spec.confine.unveil.map(({ path }) => complaintOfPath(path, { base })).find(isText) ??
    (walls?.grants ?? []).map(complaintOfWriting).find(isText) ??
    complaintOfNesting(walls?.grants ?? []);
}

/** With those of its profile. */
function complaintOfList(unveil: Confine["unveil"]): string | undefined {
  const { unveils } = LIMITS;
  if (unveil.length > unveils) {
    return `it unveils ${unveil.length} paths: a job is unveiled at most ${unveils}`;
  }
  const twice = pathTwice(unveil);
  return twice === undefined
    ? undefined
    : `it unveils "${twice}" twice: say once what it may do there`;
}

const isText = (text: string | undefined) => text !== undefined;

function complaintOfFolder(
  { confine, cwd }: Asked,
  { base }: { base: string },
): string | undefined {
  if (isWithin(cwd, base)) return `it cannot be confined in "${cwd}": that is chore's own folder`;
  if (confine.sandbox === "none") return undefined;
  return complaintOfPlace(cwd, "be confined in");
}

function complaintOfPath(path: string, { base }: { base: string }): string | undefined {
  if (isWithin(path, base)) return `it cannot unveil "${path}": that is chore's own folder`;
  return complaintOfPlace(path, "unveil");
}

/** What cannot be granted, whatever lies there. */
function complaintOfPlace(path: string, action: string): string | undefined {
  if (path === "/") return `it cannot ${action} "/": that would be everything`;
  const own = ["/dev", "/proc", "/sys"].find((folder) => isWithin(path, folder));
  if (own !== undefined) {
    return `it cannot ${action} "${path}": a confined job has a ${own} of its own`;
  }
  if (/\/(?:\.{0,2})(?:\/|$)/.test(path)) {
    return `it cannot ${action} "${path}": write it without ".", "..", "//" and a "/" at the end`;
  }
  return undefined;
}

/** Whoever writes there decides what others run: where the job is root's, all others. */
const SYSTEM =
  ("/bin /boot /lib /lib32 /lib64 /libx32 /sbin /usr/bin /usr/lib /usr/lib32 /usr/lib64 " +
    "/usr/libexec /usr/sbin /nix/store /gnu/store /System").split(" ");
/** Of these only the whole: below them there is what is not the system's own. */
const AROUND = ["/etc", "/usr", "/Library"];

function complaintOfWriting({ path, access }: Walls["grants"][number]): string | undefined {
  if (access !== "write") return undefined;
  if (!AROUND.includes(path) && !SYSTEM.some((folder) => isWithin(path, folder))) return undefined;
  return `it cannot be let write in "${path}": that is the system's own`;
}

/** A path in a folder that the job can write is whatever the job has made of it. */
function complaintOfNesting(grants: Walls["grants"]): string | undefined {
  const folders = grants.filter(({ access }) => access === "write");
  for (const { path } of grants) {
    const around = folders.find((folder) => folder.path !== path && isWithin(path, folder.path));
    if (around !== undefined) {
      return `it cannot be granted "${path}": that lies in "${around.path}", which the job can write`;
    }
  }
  return undefined;
}

/** Where a link leads to the base folder, whoever moves it puts another folder in its place. `named` is by what it leads there. */
export function complaintOfLink(walls: Walls, named: string | undefined): string | undefined {
  if (named === undefined) return undefined;
  const canMove = walls.writes === "all" ||
    walls.grants.some(({ path, access }) => access === "write" && isWithin(named, path));
  return canMove
    ? `it cannot be confined: it could move the link that leads to chore's folder by "${named}": ` +
      "set CHORE_HOME to where it leads"
    : undefined;
}

/** Those of every confined job, and three for each variable that a hook or a reaction has beside. */
const ownWords = 350;

/** bubblewrap has a bound for all that it is told; a variable takes three words. */
export function complaintOfEnv(
  { confine, cwd, env }: Asked & Pick<Spec, "env">,
): string | undefined {
  if (!isConfined(confine)) return undefined;
  const grants = wallsOf({ confine, cwd })?.grants.length ?? 0;
  const words = 3 * env.length + 3 * grants;
  return words <= LIMITS.confineWords - ownWords
    ? undefined
    : `it cannot be confined with ${env.length} variables: --clean-env`;
}

export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);
}
