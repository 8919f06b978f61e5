// Jobs that note their start and end in a ledger, and what it then says of them.

import type { SpecInput } from "../../job/spec.ts";
import { fixture } from "./place.ts";

export interface LedgerJob {
  readonly id: string;
  readonly lines: number;
  readonly code: number;
  /** that many runs fail first; none where nothing is said */
  readonly fails?: number;
}

/** The spec of a job that keeps `ledger`. */
export function ledgerSpec(ledger: string, { id, lines, code, fails = 0 }: LedgerJob): SpecInput {
  const numbers = [lines, code, fails].map(String);
  return plainSpec([fixture("keep_ledger"), ledger, id, ...numbers]);
}

export function plainSpec(argv: readonly string[]): SpecInput {
  return { argv: [...argv], cwd: "/", env: ["PATH=/usr/bin:/bin"], umask: 0o077 };
}

export interface Entry {
  starts: number;
  ends: number;
}

/** How often each job started and ended. */
export function readLedger(path: string): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const line of readLines(path)) {
    const [mark, id = ""] = line.split(" ");
    const entry = entries.get(id) ?? { starts: 0, ends: 0 };
    if (mark === "S") entry.starts++;
    if (mark === "E") entry.ends++;
    entries.set(id, entry);
  }
  return entries;
}

/** One run as the job itself noted it; times in milliseconds since 1970. */
export interface Noted {
  readonly id: string;
  readonly run: number;
  readonly began: number;
  ended: number | undefined;
}

/** Every start that was noted, in order. A run that is here twice ran twice. */
export function readNotes(path: string): Noted[] {
  const notes: Noted[] = [];
  const open = new Map<string, Noted>();
  for (const line of readLines(path)) {
    const [mark, id = "", pid = "", run = "", time = ""] = line.split(" ");
    const at = Number(time) / 1e6;
    const key = `${run} ${pid}`;
    if (mark === "S") {
      const note = { id, run: Number(run), began: at, ended: undefined };
      notes.push(note);
      open.set(key, note);
    } else if (mark === "E") {
      const note = open.get(key);
      if (note !== undefined) note.ended = at;
    }
  }
  return notes;
}

/** A hook as it noted itself: of which kind and for which run; the time in milliseconds since 1970. */
export interface NotedHook {
  readonly kind: string;
  readonly run: number;
  readonly at: number;
}

export function readHookNotes(path: string): NotedHook[] {
  return readLines(path).map((line) => line.split(" ")).filter(([mark]) => mark === "H")
    .map(([, kind = "", , run, time]) => ({ kind, run: Number(run), at: Number(time) / 1e6 }));
}

export interface Lines {
  readonly id: string;
  readonly stream: "out" | "err";
}

/** What is wrong with the lines in `path`, unless they are all `lines` that the job numbered, in order. */
export function complainOfLines(
  path: string,
  { lines, ...which }: Lines & { readonly lines: number },
): string | undefined {
  const found = readLines(path).length;
  return complainOfOrder(path, which) ??
    (found === lines ? undefined : `${found} lines of ${lines} in ${path}`);
}

/** The same, where the end of the lines may be missing, and the last one be cut short. */
export function complainOfOrder(path: string, { id, stream }: Lines): string | undefined {
  const found = readLines(path);
  const isTrue = (line: string, index: number) => line === `${id} ${stream} ${index + 1}`;
  const wrong = found.findIndex((line, index) => !isTrue(line, index));
  const isCut = wrong === found.length - 1 &&
    `${id} ${stream} ${wrong + 1}`.startsWith(found[wrong] ?? "");
  return wrong === -1 || isCut ? undefined : `"${found[wrong]}" as line ${wrong + 1} of ${path}`;
}

export function countLines(path: string): number {
  return readLines(path).length;
}

function readLines(path: string): string[] {
  try {
    const text = Deno.readTextFileSync(path);
    return text === "" ? [] : text.replace(/\n$/, "").split("\n");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
