/** What a policy says of a job: why it may not be run so, and how it is run where it does not say. */

import { confinementAgainst, confineUnder } from "./policy_confine.ts";
import { given } from "./given.ts";
import { allowsPath, allowsProgram, allowsVariable, LIMIT_FIELDS, type Policy } from "./policy.ts";
import { LIMIT_KINDS, type LimitKind, limitWords } from "./resource_limits.ts";
import type { Spec } from "./spec.ts";

/** A spec of which the environment may not be known. */
export type Judged = Omit<Spec, "env"> & Partial<Pick<Spec, "env">>;

/** Which rule is in the way of what. */
export interface Breach {
  readonly rule: string;
  readonly what: string;
}

/** For people; undefined where the policy allows it. */
export function policyComplaint(
  policy: Policy,
  spec: Judged,
  place: { /** the base folder */ readonly base: string },
): string | undefined {
  const breach = breachOf(policy, spec, place);
  if (breach === undefined) return undefined;
  const { rule, what } = breach;
  return `the policy "${policy.file}" does not allow ${what}: see its rule ${rule}`;
}

function breachOf(policy: Policy, spec: Judged, place: { base: string }): Breach | undefined {
  const { cwd } = spec;
  if (!allowsPath(policy.folders, plain(cwd))) {
    return { rule: "folders", what: `the folder "${cwd}"` };
  }
  return programBreach(policy, spec, place) ?? shellBreach(policy, spec) ??
    limitBreach(policy, spec) ?? confinementAgainst(policy, spec);
}

/** Which one is found in PATH is known at its start; here it is enough that one of them is allowed. */
function programBreach(
  policy: Policy,
  { argv: [program = ""], cwd, env }: Judged,
  { base }: { base: string },
): Breach | undefined {
  if (policy.programs === undefined) return undefined;
  const rule = "programs";
  // chored can write there, and so whatever is run there would be chored's choice
  if (isWithin(plain(cwd), base)) return { rule, what: `chore's own folder "${cwd}"` };
  const isPath = program.includes("/");
  if (!isPath && env === undefined) return undefined;
  const folders = isPath ? [] : pathOf(policy, env ?? []);
  const within = folders.find((folder) => isWithin(plain(from(cwd, folder)), base));
  if (within !== undefined) {
    return { rule, what: `"${within}" in the PATH of a job: it is chore's own folder` };
  }
  const candidates = isPath
    ? [from(cwd, program)]
    : folders.map((folder) => from(cwd, `${folder}/${program}`));
  if (candidates.some((each) => allowsProgram(policy, plain(each)))) return undefined;
  return { rule, what: `the program "${program}"` };
}

/** Its hooks, and what its rules run, are texts of a shell. */
function shellBreach(policy: Policy, { hooks, react }: Judged): Breach | undefined {
  if (allowsProgram(policy, shell)) return undefined;
  const { timeoutMs: _, free: _free, ...texts } = hooks;
  const hasHook = Object.values(texts).some((text) => text !== undefined);
  const isRun = react.some(({ action }) => action.do === "run");
  if (!hasHook && !isRun) return undefined;
  const whose = hasHook ? "its hooks are run" : "its rules run what they do";
  return { rule: "programs", what: `the program "${shell}", by which ${whose}` };
}

const shell = "/bin/sh";

function limitBreach({ limits: most }: Policy, { limits }: Judged): Breach | undefined {
  const kind = LIMIT_KINDS.find((each) => isOver(each, { limits, most }));
  if (kind !== undefined) {
    const [said = ""] = limitWords({ [kind.field]: limits[kind.field] });
    return { rule: `limits.${kind.name}`, what: `the limit ${said}` };
  }
  const { nice = 0 } = limits;
  if (most.nice === undefined || limits.nice === undefined || nice >= most.nice) return undefined;
  return { rule: "limits.nice", what: `the niceness ${nice}` };
}

interface Limits {
  readonly limits: Spec["limits"];
  readonly most: Policy["limits"];
}

function isOver({ field }: LimitKind, { limits, most }: Limits): boolean {
  const bound = LIMIT_FIELDS.find((each) => each === field);
  const value = limits[field];
  return bound !== undefined && value !== undefined && value > (most[bound] ?? Infinity);
}

/** A job as it is run: what it does not say, the policy says; variables that it may not have are left out. */
export function boundBy(policy: Policy, spec: Spec): Spec {
  return {
    ...spec,
    env: spec.env.filter((variable) => allowsVariable(policy, nameOf(variable))),
    limits: limitsUnder(policy, spec.limits),
    confine: confineUnder(policy, spec),
  };
}

/** The names of the variables that are left out. */
export function droppedNames(policy: Policy, env: readonly string[]): string[] {
  return [...new Set(env.map(nameOf))].filter((name) => !allowsVariable(policy, name));
}

/** Nobody is made nicer than he would be by a rule that only says how little nice he may be. */
function limitsUnder({ limits: { nice = 0, ...most } }: Policy, limits: Spec["limits"]) {
  return { ...most, ...nice > 0 ? { nice } : {}, ...given(limits) };
}

function pathOf(policy: Policy, env: readonly string[]): string[] {
  const path = env.findLast((variable) => variable.startsWith("PATH="));
  const isThere = path !== undefined && allowsVariable(policy, "PATH");
  return (isThere ? path.slice("PATH=".length) : "/usr/bin:/bin").split(":");
}

const nameOf = (variable: string) => variable.slice(0, variable.indexOf("="));

const from = (cwd: string, path: string) => path.startsWith("/") ? path : `${cwd}/${path}`;

/** Without `.`, `..` and `//`, as far as no link is on the way. */
function plain(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
