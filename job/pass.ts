/** The pass of a run: what the gate of a session with a policy is told of it. It is read as data, never as code. */

import { LIMITS } from "../limits.ts";
import { type Walls, wallsOf } from "./confinement.ts";
import { type EnvRun, wholeEnv } from "./gate_env.ts";
import { isPlainName } from "./shell_names.ts";
import type { ResourceLimits } from "./resource_limits.ts";
import type { Spec } from "./spec.ts";
import { isFedByWorker } from "./stdin.ts";

/** What it says of the run. */
export interface PassRun extends EnvRun {
  /** the file that it reads, where it reads one */
  readonly input?: string | undefined;
}

type Line = readonly [key: string, value: string];

/**
 * Lines of a key and a value. A newline in a value goes on in a line that begins with `+`, so that no
 * line is empty. The words of the command are last. The first line tells the gate how to read the rest.
 */
export function passText(spec: Spec, run: PassRun): string {
  const lines: Line[] = [
    ["run", String(run.run)],
    ["job", run.job],
    ["session", run.session],
    ["cwd", spec.cwd],
    ["umask", spec.umask.toString(8).padStart(4, "0")],
    ["output", spec.output],
    ["orphan", spec.orphan],
    ...inputLines(spec, run.input),
    ...limitLines(spec.limits),
    ...wallLines(wallsOf(spec)),
    ...variableLines(wholeEnv(spec.env, run)),
    ...spec.argv.map((word): Line => ["word", word]),
  ];
  const text = lines.map(([key, value]) => `${key} ${value.replaceAll("\n", "\n+")}\n`).join("");
  return `pass ${text.length <= LIMITS.passShortBytes ? "short" : "long"}\n${text}`;
}

function inputLines({ stdin }: Spec, input: string | undefined): Line[] {
  if (input !== undefined) return [["stdin", "file"], ["input", input]];
  return [["stdin", isFedByWorker(stdin) ? "fed" : "none"]];
}

/** In the units of a shell: seconds, KiB, blocks of 512 bytes. */
function limitLines(limits: ResourceLimits): Line[] {
  const { cpuMs, memoryBytes, files, procs, fileBytes, coreBytes, nice, io } = limits;
  const level = io?.level === undefined ? "" : `:${io.level}`;
  const values = {
    cpu: cpuMs === undefined ? undefined : cpuMs / 1000,
    mem: memoryBytes === undefined ? undefined : memoryBytes / 1024,
    files,
    procs,
    fsize: fileBytes === undefined ? undefined : fileBytes / 512,
    core: coreBytes === undefined ? undefined : coreBytes / 512,
    nice,
    ionice: io === undefined ? undefined : `${io.class}${level}`,
  };
  return Object.entries(values)
    .flatMap(([name, value]): Line[] => value === undefined ? [] : [["limit", `${name} ${value}`]]);
}

/** The walls that are open or not, by their words in a pass; the first six are those of a filter, in its order. */
export const PASS_WALLS = {
  network: "network",
  unix: "unixSockets",
  processes: "processes",
  ids: "ids",
  owners: "owners",
  nodes: "nodes",
  tmp: "privateTmp",
} as const satisfies Readonly<Record<string, keyof Walls>>;

/** None for a job that is not confined. */
function wallLines(walls: Walls | undefined): Line[] {
  if (walls === undefined) return [];
  return [
    ["wall", `sees ${walls.sees}`],
    ["wall", `writes ${walls.writes}`],
    ...Object.entries(PASS_WALLS)
      .map(([word, wall]): Line => ["wall", `${word} ${walls[wall] ? "yes" : "no"}`]),
    ...walls.grants.map(({ access, path }): Line => ["grant", `${access} ${path}`]),
  ];
}

/** What a shell can export, and what env(1) must set. PWD is what the gate says it is. */
function variableLines(env: readonly string[]): Line[] {
  return env.flatMap((variable): Line[] => {
    const name = variable.slice(0, variable.indexOf("="));
    if (name === "PWD") return [];
    return [[isPlainName(name) && !name.startsWith("rule_") ? "env" : "odd", variable]];
  });
}
