/** Compares the programs that run with how the launchers would start them. */

import { type ProgramName, PROGRAMS } from "../../job/rights.ts";
import type { Difference } from "./check_files.ts";
import { type Manifest, manifestOf, type Seen, type Which } from "./manifests.ts";
import { groupScriptOf } from "./run_group.ts";
import { sourceOf } from "./run_source.ts";

/** A program of the session, as ps(1) shows it. */
export interface Running {
  readonly pid: number;
  readonly program: ProgramName;
  /** the run that a worker keeps */
  readonly run: number | null;
}

export interface CheckedProcesses {
  readonly processes: readonly Running[];
  readonly differences: readonly Difference[];
}

interface Row {
  readonly pid: number;
  /** the program that Deno is */
  readonly deno: string;
  /** from the word after `deno` on */
  readonly rest: string;
}

/** One that is a program of ours, by the path of its source. */
interface Found extends Row {
  readonly program: ProgramName;
  /** up to its program, and what follows */
  readonly words: string;
  readonly tail: string;
}

const SIGUSR1 = 10n;

export function checkProcesses(seen: Seen): CheckedProcesses {
  const blind = seen.facts.get("blind");
  const differences: Difference[] = blind === undefined ? [] : [{ of: "processes", what: blind }];
  const processes: Running[] = [];
  for (const row of seen.facts.all("process").flatMap(parseRow)) {
    const found = findProgram(row, seen);
    const which = found === undefined ? undefined : ofSession(found, seen);
    if (found === undefined || which === undefined) {
      if (hasSocket(row, seen)) differences.push(stranger(row));
      continue;
    }
    const { pid, program } = found;
    processes.push({ pid, program, run: which.run ?? null });
    const name = `process ${pid}, ${program}`;
    const wrong = [...compareWords(found, { seen, which }), ...checkFence(pid, seen)];
    differences.push(...wrong.map((what) => ({ of: name, what })));
  }
  return { processes, differences };
}

/** `PID USER ARGS`. What is still env(1) or a shell on its way to Deno is none of ours yet. */
function parseRow(line: string): Row[] {
  const [, pid, deno, rest] = /^(\d+) \S+ (\/[^]*?\/deno) (run [^]*)$/.exec(line) ?? [];
  if (pid === undefined || deno === undefined || rest === undefined) return [];
  return / (?:-|\w+=)/.test(deno) ? [] : [{ pid: Number(pid), deno, rest }];
}

function findProgram(row: Row, seen: Seen): Found | undefined {
  for (const program of PROGRAMS) {
    const path = manifestOf(program, seen).words.at(-1) ?? "";
    const at = `${row.rest} `.indexOf(` ${path} `);
    if (at < 0) continue;
    const end = at + path.length + 1;
    return { ...row, program, words: row.rest.slice(0, end), tail: row.rest.slice(end) };
  }
  return undefined;
}

/** Whether it is one of the session; then which. */
function ofSession({ program, tail }: Found, seen: Seen): Which | undefined {
  const { paths } = seen;
  const { base, session, runs, socket } = paths;
  switch (program) {
    case "chore":
      return tail.startsWith(` ${base} ${session} `) ? {} : undefined;
    case "chored":
      if (!tail.startsWith(` --base=${base} --session=${session} `)) return undefined;
      // the last of its words
      return { config: / --config=([^]*)$/.exec(tail)?.[1] };
    case "chored_worker": {
      const [, run] = /^ (?:run|bury|adopt) [^]*\/(\d+) /.exec(tail) ?? [];
      if (run === undefined || !tail.includes(` ${runs}/${run} ${socket} `)) return undefined;
      const number = Number(run);
      return {
        run: number,
        source: sourceOf(paths, number),
        group: groupScriptOf(seen, number),
      };
    }
  }
}

function hasSocket({ rest }: Row, { paths }: Seen): boolean {
  return rest.split(`unix:${paths.socket}`).slice(1).some((after) => /^(?:[ ,]|$)/.test(after));
}

function stranger({ pid, rest }: Row): Difference {
  return {
    of: `process ${pid}`,
    what: `it may use the socket and is none of the three programs: deno ${rest.slice(0, 200)}`,
  };
}

/** What is in its words and should not be, and the other way round. */
function compareWords(
  found: Found,
  { seen, which }: { seen: Seen; which: Which },
): string[] {
  const expected = manifestOf(found.program, seen, which);
  const deno = seen.facts.get("deno");
  const other = deno === undefined || deno === found.deno
    ? []
    : [`it runs under "${found.deno}", and its launcher would take "${deno}"`];
  if (found.words === expected.words.join(" ")) return other;
  return [...other, ...nameWords(found.words, expected)];
}

function nameWords(words: string, expected: Manifest): string[] {
  // both end with the program
  const program = ` ${expected.words.at(-1)}`;
  const given = splitFlags(words.slice(0, -program.length));
  const wanted = splitFlags(expected.words.slice(0, -1).join(" "));
  const wrong = [
    ...given.filter((word) => !wanted.includes(word)).map((word) => `it has "${word}"`),
    ...wanted.filter((word) => !given.includes(word)).map((word) => `it lacks "${word}"`),
  ];
  return wrong.length > 0 ? wrong : ["its words stand in another order, or twice"];
}

/** ps(1) puts blanks between words, and paths may have some: a new word is what begins with a dash. */
function splitFlags(words: string): string[] {
  return words.split(/ (?=--?[a-zA-Z])/);
}

/** What no word shows, where the system tells it. */
function checkFence(pid: number, { facts }: Seen): string[] {
  const masks = factsOf("blocked", pid);
  const isOpen = masks.some((mask) => (BigInt(`0x${mask}`) >> (SIGUSR1 - 1n) & 1n) === 0n);
  return [
    ...isOpen
      ? ["SIGUSR1 is not blocked: whoever may signal it opens Deno's debugger to this machine"]
      : [],
    ...factsOf("changed", pid).map((name) => `${name} in its environment changes Deno`),
  ];

  function factsOf(key: string, of: number): string[] {
    return facts.all(key).filter((value) => value.startsWith(`${of} `))
      .map((value) => value.slice(`${of} `.length));
  }
}
