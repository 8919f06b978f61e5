/** choretab(5): a table of timed jobs, from its text. All that is wrong with it is found at once. */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import { plainComplaint } from "./plain_complaint.ts";
import { SpecWishShape } from "./spec.ts";
import { checkZone } from "./schedule.ts";
import type { WordProblem } from "./shell_words.ts";
import { readCommand } from "./tab_command.ts";
import { type Surroundings, wishOf } from "./tab_wish.ts";
import { readTabTime } from "./tab_time.ts";
import { readVariable, type Variable } from "./tab_variable.ts";
import type { TabEntry, TabProblem, TabRead, TabUser } from "./tab_entry.ts";

const encoder = new TextEncoder();

/** The jobs of a table, or all that is wrong with it, up to a bound. */
export function parseTab(text: string, user: TabUser): TabRead {
  const tooMuch = complainOfSize(text);
  if (tooMuch !== undefined) return { kind: "problems", problems: [tooMuch] };
  const table = new Table(user);
  text.split("\n").forEach((line, index) => table.take(line, index + 1));
  return table.problems.length > 0
    ? { kind: "problems", problems: table.problems.slice(0, LIMITS.tabProblems) }
    : { kind: "table", entries: table.entries };
}

function complainOfSize(text: string): TabProblem | undefined {
  if (text.length > LIMITS.tabBytes || encoder.encode(text).length > LIMITS.tabBytes) {
    return { line: 1, column: 1, message: `a choretab has at most ${LIMITS.tabBytes} bytes` };
  }
  const line = LIMITS.tabLines + 1;
  if (text.replace(/\n$/, "").split("\n").length < line) return undefined;
  return { line, column: 1, message: `a choretab has at most ${LIMITS.tabLines} lines` };
}

class Table {
  readonly entries: TabEntry[] = [];
  readonly problems: TabProblem[] = [];
  readonly #counts = new Map<string, number>();
  readonly #lines = new Map<string, number>();
  readonly #variables = new Map<string, string>();
  #zone: string | undefined;

  constructor(user: TabUser) {
    const { home, name } = user;
    const usual = {
      SHELL: "/bin/sh",
      PATH: "/usr/bin:/bin",
      HOME: home,
      LOGNAME: name,
      USER: name,
    };
    for (const [variable, value] of Object.entries(usual)) {
      if (value !== undefined) this.#variables.set(variable, value);
    }
  }

  take(line: string, number: number): void {
    if (/^[ \t]*(#|$)/.test(line)) return;
    const variable = readVariable(line);
    const problem = complainOfCharacters(line) ??
      (variable === undefined ? this.#takeEntry(line, number) : this.#takeVariable(variable));
    if (problem === undefined) return;
    const column = [...line.slice(0, problem.at)].length + 1;
    this.problems.push({ line: number, column, message: problem.problem });
  }

  #takeVariable(variable: Variable | WordProblem): WordProblem | undefined {
    if ("problem" in variable) return variable;
    const { name, value, at } = variable;
    if (name === "CRON_TZ" || name === "TZ") {
      const zone = value.replace(/^:/, "");
      const problem = zone === "" ? undefined : checkZone(zone);
      if (problem !== undefined) return { problem, at };
      this.#zone = zone === "" ? undefined : zone;
    }
    if (name !== "CRON_TZ") this.#variables.set(name, value);
    return undefined;
  }

  #takeEntry(line: string, number: number): WordProblem | undefined {
    const time = readTabTime(line);
    if ("problem" in time) return time;
    const read = readCommand(line, time.end);
    if ("problem" in read) return read;
    const start = line.search(/[^ \t]/);
    const around: Surroundings = { variables: this.#variables, zone: this.#zone };
    const wish = wishOf(read, time.expression, { around });
    if ("problem" in wish) return { problem: wish.problem, at: start };
    const checked = v.safeParse(SpecWishShape, wish);
    if (!checked.success) {
      const [issue] = checked.issues;
      return { problem: `${v.getDotPath(issue)}: ${plainComplaint(issue.message)}`, at: read.at };
    }
    const { name } = read.flags;
    const before = name === undefined ? undefined : this.#lines.get(name);
    if (before !== undefined) {
      return { problem: `line ${before} has the name "${name}" already`, at: start };
    }
    if (name !== undefined) this.#lines.set(name, number);
    this.entries.push({ line: number, key: this.#keyOf(line, name), name, wish: checked.output });
    return undefined;
  }

  /** A line without a name is known by its text; the same text again is another job, told apart by number. */
  #keyOf(line: string, name: string | undefined): string {
    if (name !== undefined) return `=${name}`;
    const text = line.trim().replaceAll(/[ \t]+/g, " ");
    const count = (this.#counts.get(text) ?? 0) + 1;
    this.#counts.set(text, count);
    return `${count} ${text}`;
  }
}

function complainOfCharacters(line: string): WordProblem | undefined {
  const at = line.search(/[\0\r]/);
  if (at < 0) return undefined;
  const what = line[at] === "\0" ? "a NUL character" : "a carriage return, as files of DOS have it";
  return { problem: `there is ${what}`, at };
}
