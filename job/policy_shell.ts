/** A policy for the shell of a gate: assignments and functions that say yes or no. */

import { LOADER_VARIABLES } from "./loader_variables.ts";
import { isCompulsory, mostWalls, type Policy, SYSTEM_FOLDERS } from "./policy.ts";
import { quote } from "./quote.ts";

/** Whom the rules are for. */
export interface RulesPlace {
  readonly base: string;
  readonly session: string;
  readonly deno: string;
  readonly denoDir: string;
  /** the folder of the policy */
  readonly folder: string;
}

/** The text of rules.sh. It only sets and defines: to read it does nothing else. */
export function rulesScript(policy: Policy, place: RulesPlace): string {
  const { base, session, deno, denoDir, folder } = place;
  const { confine: { write, see } } = policy;
  return [
    "# shellcheck shell=sh disable=SC2034",
    `# What ${comment(policy.file)} allows, for the gate. Made by bin/chored; not to be changed.`,
    ...assign({ base, session, deno, deno_dir: denoDir, source: policy.file }),
    ...assign({
      policy_folder: folder,
      programs: policy.programs === undefined ? "any" : "listed",
    }),
    ...define("program", policy.programs?.map(programPattern)),
    ...define("folder", policy.folders?.flatMap(folderPatterns)),
    ...defineVariable(policy),
    ...define("write", write?.flatMap(folderPatterns)),
    // what may be written may be seen
    ...define("see", see && [...see, ...write ?? [], ...SYSTEM_FOLDERS].flatMap(folderPatterns)),
    ...assign(wallRules(policy)),
    ...assign(limitRules(policy)),
    "",
  ].join("\n");
}

/** No name of a file ends a comment. */
function comment(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replaceAll(/[\u0000-\u001f\u007f]/g, "?");
}

function assign(values: Readonly<Record<string, string | number | undefined>>): string[] {
  return Object.entries(values).map(([name, value]) =>
    `rule_${name}=${quote(String(value ?? ""))}`
  );
}

/** Whether one of `patterns` fits; without a rule everything does. */
function define(name: string, patterns: readonly string[] | undefined): string[] {
  const body = patterns === undefined
    ? "return 0"
    : patterns.length === 0
    ? "return 1"
    : `case $1 in ${patterns.join(" | ")}) return 0 ;; esac; return 1`;
  return [`rule_${name}() { ${body}; }`];
}

function programPattern(path: string): string {
  return path.endsWith("/") ? `${quote(path)}?*` : quote(path);
}

function folderPatterns(path: string): string[] {
  return path === "/" ? ["/*"] : [quote(path), `${quote(`${path}/`)}*`];
}

/** As `allowsVariable` of policy.ts decides. */
function defineVariable({ programs, variables }: Policy): string[] {
  const loader = LOADER_VARIABLES.map(namePattern).join(" | ");
  const cases = variables === undefined
    ? programs === undefined ? [] : [`${loader}) return 1 ;;`]
    : [
      ...variables.length === 0 ? [] : [`${variables.map(namePattern).join(" | ")}) return 0 ;;`],
      `${loader}) return 1 ;;`,
      "CHORE_*) return 0 ;;",
    ];
  const rest = variables === undefined ? 0 : 1;
  return [`rule_variable() { case $1 in ${[...cases, `*) return ${rest} ;;`].join(" ")} esac; }`];
}

function namePattern(name: string): string {
  return name.endsWith("*") ? `${quote(name.slice(0, -1))}*` : quote(name);
}

function wallRules(policy: Policy): Record<string, string> {
  const { sees, writes, network, unixSockets, processes, ids, owners, nodes } = mostWalls(policy);
  const switches = { network, unix: unixSockets, processes, ids, owners, nodes };
  return {
    least: policy.confine.least,
    confined: isCompulsory(policy) ? "yes" : "no",
    ...{ sees, writes },
    ...Object.fromEntries(Object.entries(switches).map(([name, is]) => [name, is ? "yes" : "no"])),
  };
}

/** In the units of ulimit; empty where nothing is bounded. */
function limitRules({ limits }: Policy): Record<string, number | undefined> {
  const { cpuMs, memoryBytes, files, procs, fileBytes, coreBytes, nice } = limits;
  return {
    cpu_seconds: per(cpuMs, 1000),
    mem_kib: per(memoryBytes, 1024),
    files,
    procs,
    fsize_blocks: per(fileBytes, 512),
    core_blocks: per(coreBytes, 512),
    nice,
  };
}

function per(value: number | undefined, unit: number): number | undefined {
  return value === undefined ? undefined : value / unit;
}
