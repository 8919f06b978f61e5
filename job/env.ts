/** The environment of a new job: what its surroundings have, kept in part, and what is set beside it. */

import type { Problem } from "./cron_fields.ts";
import { isOwnVariable } from "./user.ts";

export interface EnvOptions {
  /** `-e`: begin with HOME and PATH alone, then these, each a list with blanks between */
  readonly reset?: readonly string[] | undefined;
  /** `--env`: each one variable, added or replaced */
  readonly add?: readonly string[] | undefined;
  /** `--clean-env`: begin with what names the user and where programs are */
  readonly clean: boolean;
  /** `--user`: what is the caller's own is left out, for that user's */
  readonly user?: string | undefined;
}

const resetNames = ["HOME", "PATH"];
const cleanNames = ["HOME", "PATH", "LOGNAME", "USER", "SHELL", "TZ", "LANG"];

/** Each as NAME=VALUE. */
export function makeEnv(
  surroundings: Iterable<readonly [string, string]>,
  { reset, add = [], clean, user }: EnvOptions,
): string[] | Problem {
  const variables = new Map(surroundings);
  if (user !== undefined) dropOwn(variables);
  if (clean) keepOnly(variables, cleanNames);
  if (reset !== undefined) keepOnly(variables, clean ? cleanNames : resetNames);
  for (const variable of [...(reset ?? []).flatMap(wordsOf), ...add]) {
    const at = variable.indexOf("=");
    if (at < 1) return { problem: `Cannot set "${variable}": NAME=VALUE is wanted` };
    variables.set(variable.slice(0, at), variable.slice(at + 1));
  }
  return [...variables].map(([name, value]) => `${name}=${value}`);
}

/** The names that its user has set for it; what is wrong among them is told by `makeEnv`. */
export function namesSet({ reset = [], add = [] }: Pick<EnvOptions, "reset" | "add">): string[] {
  const names = [...reset.flatMap(wordsOf), ...add].map((variable) =>
    variable.slice(0, Math.max(variable.indexOf("="), 0))
  );
  return [...new Set(names)].filter((name) => name !== "");
}

const wordsOf = (list: string) => list.split(/[ \t\n]+/).filter((word) => word !== "");

function dropOwn(variables: Map<string, string>): void {
  for (const name of variables.keys()) {
    if (isOwnVariable(name)) variables.delete(name);
  }
}

function keepOnly(variables: Map<string, string>, names: readonly string[]): void {
  for (const name of variables.keys()) {
    if (!names.includes(name)) variables.delete(name);
  }
}
