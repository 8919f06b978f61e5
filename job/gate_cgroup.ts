/** The lines of a gate that give its command a control group. The script for that says what it could make. */

import { groupWishes } from "./cgroup.ts";
import { quote } from "./quote.ts";
import { limitWords } from "./resource_limits.ts";
import type { Spec } from "./spec.ts";

export interface GateGroup {
  /** what makes it, see bin/cgroup.sh */
  readonly script: string;
  /** the folder of the run */
  readonly folder: string;
}

type Grouped = Pick<Spec, "limits" | "orphan">;

/** Before the mark `go`. What it cannot hold the system sets for each process, but for `cpus`, which nothing else can. */
export function makeGroup(
  { limits }: Grouped,
  { script, folder }: GateGroup,
  given: { readonly isConfined: boolean },
): string[] {
  const wishes = groupWishes(limits, given);
  const make = [script, "make", folder, ...wishes].map(quote).join(" ");
  return [
    `chore_made=$(/usr/bin/env -i ${make} 2>&1) || ` +
    `chore_refuse 126 "its control group cannot be made: $chore_made"`,
    "chore_newline='",
    "'",
    `chore_group=\${chore_made%%"$chore_newline"*} chore_made=\${chore_made#*"$chore_newline"}`,
    `chore_held=\${chore_made%%"$chore_newline"*} chore_why=\${chore_made#*"$chore_newline"}`,
    ...limits.cpus === undefined ? [] : [
      `case " $chore_held " in *' cpu '*) ;; *) chore_refuse 126 ` +
      `"the limit ${limitWords({ cpus: limits.cpus })} needs a control group: $chore_why" ;; esac`,
    ],
  ];
}

/**
 * The last before the mark: the gate goes in, and what it becomes is in. One that stays as the parent of
 * its command tries whether that can: where the group is ended, or frozen, the gate is to live.
 */
export function enterGroup({ orphan }: Pick<Spec, "orphan">): string[] {
  const enter = orphan === "adopt" ? `(${goIn})` : `{ ${goIn}; }`;
  return [
    `[ -z "$chore_group" ] || ${enter} 2>/dev/null || ` +
    "chore_refuse 126 'it cannot enter its control group'",
  ];
}

/** The command of a gate that stays goes in by itself. */
export function enterLater(): string[] {
  return [`[ -z "$chore_group" ] || { ${goIn}; } 2>/dev/null || exit 126`];
}

/** Whoever writes 0 there goes in: a shell has echo built in. */
const goIn = `echo 0 >"$chore_group/cgroup.procs"`;

/** `line` sets a limit for each process: left out where the group holds it for all of them. */
export function unlessHeld(controller: "memory" | "pids", line: string): string {
  return `case " $chore_held " in *' ${controller} '*) ;; *) ${line} ;; esac`;
}
