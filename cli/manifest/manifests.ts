/** The manifests: what each launcher grants, as it says itself, with the reason for each right. */

import {
  type Places,
  type ProgramName,
  type ReasonedRight,
  rightsInWords,
  rightsOf,
} from "../../job/rights.ts";
import type { SessionPaths } from "../../system/paths.ts";
import type { ConfinementView } from "../../wire/replies.ts";
import type { Facts } from "../facts.ts";
import { systemFailed } from "../failure.ts";

/** What one program may do. */
export interface Manifest {
  readonly program: ProgramName | "job";
  /** of a worker, where one is meant */
  readonly run: number | null;
  /** whose run it is, or which job */
  readonly job: string | null;
  /** the words for Deno, its program last; none for a job, which Deno has no hold on */
  readonly words: readonly string[];
  readonly rights: readonly ReasonedRight[];
  /** of a job: what stands around it; null where nothing does */
  readonly confinement?: ConfinementView | null;
}

/** Which one of its kind. */
export interface Which {
  readonly run?: number | undefined;
  readonly job?: string | undefined;
  /** the file of `chored -p` */
  readonly config?: string | undefined;
  /** where another run prints what the job reads */
  readonly source?: string | undefined;
  /** the script for its control group, where its run is to have one */
  readonly group?: string | undefined;
}

export interface Seen {
  readonly facts: Facts;
  readonly paths: SessionPaths;
}

const unknownReason = "no reason is known for it: please report that";

/** @throws {Failure} where its launcher has not said */
export function manifestOf(program: ProgramName, seen: Seen, which: Which = {}): Manifest {
  const words = grantedWords(program, seen, which);
  const reasons = rightsOf(program, placesOf(seen, which));
  const rights = rightsInWords(words).map((right) =>
    reasons.find(({ kind, value }) => kind === right.kind && value === right.value) ??
      { ...right, reason: unknownReason }
  );
  return { program, run: which.run ?? null, job: which.job ?? null, words, rights };
}

/** The words with which the launcher would start it. @throws {Failure} */
function grantedWords(program: ProgramName, { facts, paths }: Seen, which: Which): string[] {
  const words = facts.all(program);
  if (words.length === 0) {
    throw systemFailed(`Cannot print the manifest of ${program}: its launcher has given none`);
  }
  const run = runFolder(paths, which);
  const more = which.config ?? which.source;
  // the launchers are asked for run 0, and for nothing else to read
  const others = { "--allow-read=": more, "--allow-run=": which.group };
  return words.map((word) => {
    const parts = word.split(",").map((part) => withRun(part, { zero: `${paths.runs}/0`, run }));
    const other = Object.entries(others).find(([flag]) => word.startsWith(flag))?.[1];
    return [...parts, ...other === undefined ? [] : [other]].join(",");
  });
}

function withRun(part: string, { zero, run }: { zero: string; run: string }): string {
  const at = part.indexOf(zero);
  const rest = part.slice(at + zero.length);
  return at < 0 || (rest !== "" && rest[0] !== "/") ? part : part.slice(0, at) + run + rest;
}

function runFolder({ runs }: SessionPaths, { run }: Which): string {
  return `${runs}/${run ?? "RUN"}`;
}

export function placesOf({ facts, paths }: Seen, which: Which): Places {
  return {
    ROOT: facts.get("root") ?? "ROOT",
    BASE: paths.base,
    SOCKET: paths.socket,
    RUN: runFolder(paths, which),
    KILL: facts.get("kill") ?? "KILL",
    PS: facts.get("ps") ?? "PS",
    CONFIG: which.config,
    SOURCE: which.source,
    CGROUP: which.group,
    POLICY: policyIn(facts),
  };
}

/** The folder of the rules, where the launcher of chored lets it start the policy's own launcher of workers. */
function policyIn(facts: Facts): string | undefined {
  const root = facts.get("root") ?? "ROOT";
  const run = rightsInWords(facts.all("chored")).find(({ kind }) => kind === "run")?.value ?? "";
  const [, folder] = /^(.*)\/chored_worker$/.exec(run) ?? [];
  return folder === `${root}/bin` ? undefined : folder;
}
