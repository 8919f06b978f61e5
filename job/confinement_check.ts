/** Whether a job can be confined as it asks, as far as its spec alone tells: what lies where, a gate looks at. */

import { LIMITS } from "../limits.ts";
import { isConfined, type Walls, wallsOf } from "./confinement.ts";
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
    spec.confine.unveil.map(({ path }) => complaintOfPath(path, { base })).find(isText) ??
    complaintOfNesting(walls?.grants ?? []);
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

/** bubblewrap has a bound for all that it is told; a variable takes three words. */
export function complaintOfEnv(
  { confine, cwd, env }: Asked & Pick<Spec, "env">,
): string | undefined {
  if (!isConfined(confine)) return undefined;
  const grants = wallsOf({ confine, cwd })?.grants.length ?? 0;
  const words = 3 * env.length + 3 * grants;
  return words <= LIMITS.confineWords - 200
    ? undefined
    : `it cannot be confined with ${env.length} variables: --clean-env`;
}

export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);
}
