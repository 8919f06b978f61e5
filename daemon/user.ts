/** Jobs of other users, for a chored that runs as root: whether that can be, and what their gate needs. */

import { isConfined } from "../job/confinement.ts";
import { type EnvRun, exportVariables } from "../job/gate_env.ts";
import type { Spec } from "../job/spec.ts";
import { isOwnVariable } from "../job/user.ts";
import { writeWhole } from "../system/durable.ts";
import type { RunPaths } from "../system/paths.ts";
import type { Session } from "./session.ts";

/** Why a job cannot be that user's; whether there is one its gate finds out. */
export function complaintOfUser(
  { options }: Session,
  { user, confine }: Pick<Spec, "user" | "confine">,
): string | undefined {
  if (user === undefined) return undefined;
  if (!options.root) return `--user ${user} needs a chored that runs as root`;
  if (options.policy !== undefined) {
    return `--user ${user}: in a session with a policy all jobs are those of its user`;
  }
  if (!isConfined(confine) || Deno.build.os === "linux") return undefined;
  return `--user ${user}: chore confines no job of another user on ${Deno.build.os}`;
}

/**
 * The environment of an unconfined job of another user, as its shell takes it once it is his: by a
 * descriptor that it was given, since only root can open it.
 */
export function placeUserEnv(
  { user, env, confine }: Spec,
  { run, paths }: { readonly run: EnvRun; readonly paths: RunPaths },
): string | undefined {
  if (user === undefined || isConfined(confine)) return undefined;
  const text = exportVariables(env, run).map((line) => `${line}\n`).join("");
  writeWhole(paths.folder, "env", { text, mode: 0o400 });
  return paths.userEnv;
}

/** Of the environment that a job had: what was its old user's own is not the new one's. */
export function envOfUser(env: readonly string[]): string[] {
  return env.filter((variable) => !isOwnVariable(variable));
}
