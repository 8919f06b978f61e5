/** Control groups: which jobs get one, how it is named, what its gate asks for, and what was made of that. */

import { LIMITS } from "../limits.ts";
import type { CGROUP_POLICIES } from "./policies.ts";
import type { ResourceLimits } from "./resource_limits.ts";

/** What a group can hold for all processes of a job together; the system sets the rest for each by itself. */
const CONTROLLERS = [
  { field: "memoryBytes", controller: "memory" },
  { field: "procs", controller: "pids" },
  { field: "cpus", controller: "cpu" },
] as const;

type Grouped = Pick<ResourceLimits, typeof CONTROLLERS[number]["field"]>;

/** Whether a job with these limits has a group made for it. */
export function wantsGroup(limits: Grouped, policy: typeof CGROUP_POLICIES[number]): boolean {
  if (policy === "auto") return CONTROLLERS.some(({ field }) => limits[field] !== undefined);
  return policy === "always";
}

/** No other run has it: neither of this session nor of another one, in whichever base folder. */
export function groupName(run: number, of: { readonly session: string; readonly base: string }) {
  return `chore.${of.session}.${hash(of.base)}.${run}`;
}

/** FNV-1a, in hexadecimal: it tells folders apart, and keeps nothing secret. */
function hash(text: string): string {
  let sum = 0x811c9dc5;
  for (const char of text) sum = Math.imul(sum ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return sum.toString(16).padStart(8, "0");
}

/** The words by which its script is asked for these limits. */
export function groupWishes(
  { memoryBytes, procs, cpus }: Grouped,
  { isConfined }: { readonly isConfined: boolean },
): string[] {
  const more = isConfined ? LIMITS.bubblewrapProcesses : 0;
  return [
    memoryBytes === undefined ? [] : `memory=${memoryBytes}`,
    procs === undefined ? [] : `pids=${procs + more}`,
    cpus === undefined ? [] : `cpu=${Math.round(cpus * 100)}`,
  ].flat();
}

/** What the script has put on record of the group of a run. */
export interface MadeGroup {
  /** undefined where none could be made */
  readonly path: string | undefined;
  /** the limits that it holds, by the fields of their spec */
  readonly holds: readonly (keyof Grouped)[];
  /** why it does not hold others, or was not made */
  readonly why: string | undefined;
}

/** Three lines: the path, the controllers, the reason. */
export function readGroup(text: string): MadeGroup | undefined {
  const [path = "", held = "", why, ...rest] = text.split("\n");
  if (why === undefined || rest.length === 0) return undefined;
  const controllers = held.split(" ");
  return {
    path: path === "" ? undefined : path,
    holds: CONTROLLERS.filter(({ controller }) => controllers.includes(controller))
      .map(({ field }) => field),
    why: why === "-" || why === "" ? undefined : why.slice(0, LIMITS.reasonChars),
  };
}
