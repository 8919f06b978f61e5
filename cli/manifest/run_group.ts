/** Whether the worker of a run may run the script for control groups: by the file that chored wrote beside its gate. */

import { exists } from "../../system/durable.ts";
import { runPaths } from "../../system/paths.ts";
import type { Seen } from "./manifests.ts";

/** The path of the script; undefined where the run is to have no group, or is gone. */
export function groupScriptOf(
  { facts, paths: { runs } }: Seen,
  run: number | undefined,
): string | undefined {
  if (run === undefined || !exists(runPaths(`${runs}/${run}`).groupName)) return undefined;
  return facts.get("cgroup_script");
}
