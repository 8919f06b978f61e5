/** The environment of a new job, from that of the caller and the options of `run`. */

import { type EnvOptions, makeEnv } from "../job/env.ts";
import { wrongUse } from "./failure.ts";

export type { EnvOptions } from "../job/env.ts";

type Env = Readonly<Record<string, string>>;

/** The launcher keeps under this what it must take from Deno's own environment. */
const saved = "CHORE_SAVED_";
/** What the launcher sets for Deno; the caller's own of that name is among the saved. */
const launcherNames = ["DENO_DIR", "DENO_NO_UPDATE_CHECK"];
/** Each as NAME=VALUE. @throws {Failure} */
export function jobEnv(env: Env, options: EnvOptions): string[] {
  const made = makeEnv(Object.entries(callersOwn(env)), options);
  if ("problem" in made) throw wrongUse(made.problem);
  return made;
}

/** The environment as it was before the launcher. */
export function callersOwn(env: Env): Env {
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith(saved) && !launcherNames.includes(name) && name !== "") own[name] = value;
  }
  for (const [name, value] of Object.entries(env)) {
    if (name.startsWith(saved)) own[name.slice(saved.length)] = value;
  }
  return own;
}
