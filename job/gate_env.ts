/** The environment of a gate's command: what its shell exports, and what must go through env(1). */

import { quote } from "./quote.ts";
import { isPlainName } from "./shell_names.ts";

/** Of which run its command is told. */
export interface EnvRun {
  readonly run: number;
  readonly job: string;
  readonly session: string;
  /** it runs for another job, and its environment tells of that one */
  readonly isHook?: boolean;
}

const nameOf = (variable: string) => variable.slice(0, variable.indexOf("="));

/** The whole environment of its command: `env`, and what tells it who it is. */
export function wholeEnv(env: readonly string[], run: EnvRun): string[] {
  return run.isHook
    ? [...env]
    : [...env, `CHORE_JOB=${run.job}`, `CHORE_RUN=${run.run}`, `CHORE_SESSION=${run.session}`];
}

export function exportVariables(env: readonly string[], run: EnvRun): string[] {
  const exports = wholeEnv(env, run)
    .filter((variable) => isPlainName(nameOf(variable)) && nameOf(variable) !== "PWD")
    .map((variable) => {
      const name = nameOf(variable);
      return `export ${name}=${quote(variable.slice(name.length + 1))}`;
    });
  // where a command without a PATH is looked for
  return hasPath(env) ? exports : [usualPath, ...exports];
}

const usualPath = "PATH=/usr/bin:/bin";

/** Where its command is looked for. */
export function pathOf(env: readonly string[]): string {
  const path = env.findLast((variable) => variable.startsWith("PATH=")) ?? usualPath;
  return path.slice("PATH=".length);
}

/** Names that a shell has set for itself, and nobody has asked for. */
export function unaskedNames(env: readonly string[]): string[] {
  return hasPath(env) ? ["_", "SHLVL"] : ["_", "SHLVL", "PATH"];
}

/** The words for env(1) that run `argv`, with the names that no shell can export. */
export function commandWords(
  { env, argv }: { readonly env: readonly string[]; readonly argv: readonly string[] },
): string {
  const odd = oddVariables(env);
  const [program = ""] = argv;
  // env(1) would take a program with "=" in its name for a variable; nice(1) becomes it unchanged
  const through = program.includes("=") ? ["/usr/bin/nice", "-n", "0", "--"] : [];
  return [...odd, ...through, ...argv.map(quote)].join(" ");
}

const oddVariables = (env: readonly string[]) =>
  env.filter((variable) => !isPlainName(nameOf(variable))).map(quote);

/** The words of env(1) before a program that leaves the environment to the gate. */
export function envWords(env: readonly string[]): string {
  const without = unaskedNames(env).map((name) => `-u ${name}`);
  return ["/usr/bin/env", ...without, ...oddVariables(env), ""].join(" ");
}

const hasPath = (env: readonly string[]) => env.some((variable) => variable.startsWith("PATH="));
