/** The lines of a gate that look at what a confined command is granted, before it can run. */

import { wallsOf } from "./confinement.ts";
import { quote } from "./quote.ts";
import type { Spec } from "./spec.ts";

/** What the system's backend has the gate do. */
export interface GateConfinement {
  /** before the mark `go`: each refuses what cannot be confined */
  readonly checks: readonly string[];
  /** the words before the command's own, and the redirections after them */
  readonly words: string;
  readonly passes: string;
  /** the environment is set by these words, and must not be the gate's own; else env(1) comes before them */
  readonly setsEnv: boolean;
  /** the base folder; undefined for a user who cannot come there */
  readonly hidden?: string | undefined;
}

/**
 * What hides the base folder lies on its path: where a link is on the way, the folder is seen by its other
 * path, and who moves the link puts another folder in its place.
 */
export function hideCheck({ hidden }: GateConfinement): string[] {
  if (hidden === undefined) return [];
  const base = quote(hidden);
  return [
    `cd -P -- ${base} 2>/dev/null && [ "$PWD" = ${base} ] || chore_refuse 126 ` +
    quote(
      "it cannot be confined: a link leads to chore's folder: set CHORE_HOME to where it leads",
    ),
  ];
}

/**
 * Each path must be there, and be no link, nor have one on its way: who could change that would choose
 * what the job may see. The shell goes to each folder by the way it has; where it comes to must be that.
 */
export function grantChecks(spec: Pick<Spec, "confine" | "cwd">): string[] {
  const grants = wallsOf(spec)?.grants ?? [];
  if (grants.length === 0) return [];
  return [
    "chore_look() {",
    `  [ -e "$1" ] || [ -h "$1" ] || chore_refuse 127 "it cannot be granted what is not there: \\"$3\\""`,
    `  [ ! -h "$1" ] || chore_refuse 126 "it cannot be granted a link: \\"$3\\""`,
    `  cd -P -- "$2" 2>/dev/null && [ "$PWD" = "$2" ] ||`,
    `    chore_refuse 126 "it cannot be granted a path with a link in it: \\"$3\\""`,
    "}",
    ...grants.map(({ path }) =>
      `chore_look ${[path, folderOf(path), oneLine(path)].map(quote).join(" ")}`
    ),
  ];
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

/** For a reason of one line. */
function oneLine(text: string): string {
  return text.replaceAll(/[\n\r]/g, " ").slice(0, 200);
}
