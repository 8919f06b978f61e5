/** The environment of a new job, from that of the caller and the options of `run`. */

import { wrongUse } from "./failure.ts";

export interface EnvOptions {
  /** `-e`: begin with HOME and PATH alone, then these, each a list with blanks between */
  readonly reset?: readonly string[] | undefined;
  /** `--env`: each one variable, added or replaced */
  readonly add?: readonly string[] | undefined;
  /** `--clean-env`: begin with what names the user and where programs are */
  readonly clean: boolean;
}

type Env = Readonly<Record<string, string>>;

/** The launcher keeps under this what it must take from Deno's own environment. */
const saved = "CHORE_SAVED_";
/** What the launcher sets for Deno; the caller's own of that name is among the saved. */
const launcherNames = ["DENO_DIR", "DENO_NO_UPDATE_CHECK"];
const resetNames = ["HOME", "PATH"];
const cleanNames = ["HOME", "PATH", "LOGNAME", "USER", "SHELL", "TZ", "LANG"];

/** Each as NAME=VALUE. @throws {Failure} */
export function jobEnv(env: Env, { reset, add = [], clean }: EnvOptions): string[] {
  const variables = new Map(Object.entries(callersOwn(env)));
  if (clean) keepOnly(variables, cleanNames);
  if (reset !== undefined) keepOnly(variables, clean ? cleanNames : resetNames);
  const lists = (reset ?? []).flatMap((list) =>
    list.split(/[ \t\n]+/).filter((word) => word !== "")
  );
  for (const variable of [...lists, ...add]) {
    const at = variable.indexOf("=");
    if (at < 1) throw wrongUse(`Cannot set "${variable}": NAME=VALUE is wanted`);
    variables.set(variable.slice(0, at), variable.slice(at + 1));
  }
  return [...variables].map(([name, value]) => `${name}=${value}`);
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

function keepOnly(variables: Map<string, string>, names: readonly string[]): void {
  for (const name of variables.keys()) {
    if (!names.includes(name)) variables.delete(name);
  }
}
