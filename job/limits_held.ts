/** Which limits of a run a control group holds, for all of it together, and which setrlimit(2), for each process. */

import type { MadeGroup } from "./cgroup.ts";
import { limitWords, type ResourceLimits } from "./resource_limits.ts";

export interface LimitsHeld {
  /** the path of its control group; null where it has none */
  readonly cgroup: string | null;
  /** `mem=1G`, for all processes of the job together */
  readonly byCgroup: readonly string[];
  /** for each process by itself, but `procs`, which counts all of the user's */
  readonly bySetrlimit: readonly string[];
  /** why a control group does not hold what it could */
  readonly why: string | null;
}

/** Null for a run without limits and without a control group. */
export function heldBy(limits: ResourceLimits, made: MadeGroup | undefined): LimitsHeld | null {
  const words = limitWords(limits);
  if (words.length === 0 && made?.path === undefined) return null;
  const held = made?.holds ?? [];
  const byCgroup = limitWords(Object.fromEntries(held.map((field) => [field, limits[field]])));
  return {
    cgroup: made?.path ?? null,
    byCgroup,
    bySetrlimit: words.filter((word) => !byCgroup.includes(word)),
    why: made?.why ?? null,
  };
}

/** For people, a line each: the limits and what holds them. */
export function heldText({ byCgroup, bySetrlimit, why }: LimitsHeld): string[] {
  const each = bySetrlimit.some((word) => word.startsWith("procs="))
    ? "each process by itself, procs all of its user"
    : "each process by itself";
  return [
    byCgroup.length === 0 ? [] : `${byCgroup.join(",")} (by cgroup, the whole job)`,
    bySetrlimit.length === 0 ? [] : `${bySetrlimit.join(",")} (by setrlimit, ${each})`,
    why === null ? [] : `no cgroup holds more: ${why}`,
  ].flat();
}
