/** The environment of a new job: what its surroundings have, kept in part, and what is set beside it. */

import type { Problem } from "./cron_fields.ts";

export interface EnvOptions {
  /** `-e`: begin with HOME and PATH alone, then these, each a list with blanks between */
  readonly reset?: readonly string[] | undefined;
  /** `--env`: each one variable, added or replaced */
  readonly add?: readonly string[] | undefined;
  /** `--clean-env`: begin with what names the user and where programs are */
  readonly clean: boolean;
}

const resetNames = ["HOME", "PATH"];
const cleanNames = ["HOME", "PATH", "LOGNAME", "USER", "SHELL", "TZ", "LANG"];

/** Each as NAME=VALUE. */
export function makeEnv(
  surroundings: Iterable<readonly [string, string]>,
  { reset, add = [], clean }: EnvOptions,
): string[] | Problem {
  const variables = new Map(surroundings);
  if (clean) keepOnly(variables, cleanNames);
  if (reset !== undefined) keepOnly(variables, clean ? cleanNames : resetNames);
  const lists = (reset ?? []).flatMap((list) =>
    list.split(/[ \t\n]+/).filter((word) => word !== "")
  );
  for (const variable of [...lists, ...add]) {
    const at = variable.indexOf("=");
    if (at < 1) return { problem: `Cannot set "${variable}": NAME=VALUE is wanted` };
    variables.set(variable.slice(0, at), variable.slice(at + 1));
  }
  return [...variables].map(([name, value]) => `${name}=${value}`);
}

function keepOnly(variables: Map<string, string>, names: readonly string[]): void {
  for (const name of variables.keys()) {
    if (!names.includes(name)) variables.delete(name);
  }
}
