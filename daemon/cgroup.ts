/** The control group of a run on chored's side: whether it is to have one, its name, and what its gate made. */

import { groupName, type MadeGroup, readGroup, wantsGroup } from "../job/cgroup.ts";
import type { GateGroup } from "../job/gate_cgroup.ts";
import { heldBy, type LimitsHeld } from "../job/limits_held.ts";
import { LIMITS } from "../limits.ts";
import { exists, readText, removeIfThere, writeWhole } from "../system/durable.ts";
import type { RunPaths } from "../system/paths.ts";
import type { JobRow, StoredSpec } from "./rows.ts";
import { pathsOf } from "./run_paths.ts";
import type { Session } from "./session.ts";

/** By the file with its name the launcher of the worker knows that there is to be one. */
export function placeGroup(
  session: Session,
  { limits }: Pick<StoredSpec, "limits">,
  { run, paths }: { readonly run: number; readonly paths: RunPaths },
): GateGroup | undefined {
  const script = scriptOf(session);
  if (script === undefined || !wantsGroup(limits, session.config.cgroup)) {
    removeIfThere(paths.groupName);
    return undefined;
  }
  const name = groupName(run, session.paths);
  writeWhole(paths.folder, "cgroup", { text: `${name}\n`, mode: 0o400 });
  return { script, folder: paths.folder };
}

/** The gate of a policy makes none. */
function scriptOf({ options }: Session): string | undefined {
  return options.policy === undefined ? options.cgroup : undefined;
}

/** Why a job cannot have these limits here. */
export function complaintOfGroup(
  session: Session,
  { limits }: Pick<StoredSpec, "limits">,
): string | undefined {
  if (limits.cpus === undefined) return undefined;
  const reason = session.options.cgroup === undefined
    ? `${Deno.build.os} has none that chore knows`
    : session.options.policy !== undefined
    ? "a session with a policy has none"
    : session.config.cgroup === "never"
    ? "[defaults] cgroup of chore.toml says that there is none"
    : undefined;
  if (reason === undefined) return undefined;
  return `the limit cpus needs a control group: ${reason}: leave it out`;
}

/** What holds the limits of the newest run of `job`; null before its gate has looked, and for a job without any. */
export function viewLimits(session: Session, { spec, run }: JobRow): LimitsHeld | null {
  if (run === null) return null;
  const paths = pathsOf(session, run);
  const made = madeGroup(paths);
  return made === undefined && exists(paths.groupName) ? null : heldBy(spec.limits, made);
}

/** Undefined where the gate has made no record: it was to make none, or has not come to it. */
function madeGroup({ group }: RunPaths): MadeGroup | undefined {
  try {
    return readGroup(readText(group, LIMITS.recordBytes) ?? "");
  } catch {
    return undefined; // it is no record of ours
  }
}
