// What a session has on record at its end: each job with its runs, and what the runs themselves noted.

import { DatabaseSync } from "node:sqlite";
import type { Outcome } from "../../job/outcome.ts";
import { type Spec, SPEC_DEFAULTS } from "../../job/spec.ts";
import type { State } from "../../job/state.ts";
import type { SessionPaths } from "../../system/paths.ts";
import { type Noted, type NotedHook, readHookNotes, readNotes } from "../support/ledger.ts";
import type { Claims } from "./claims.ts";
import type { Counts } from "./counts.ts";
import type { Span } from "./daemons.ts";
import type { Setting } from "./groups.ts";

/** What is known from outside. */
export interface Evidence {
  readonly paths: SessionPaths;
  readonly ledger: string;
  readonly accepted: ReadonlySet<string>;
  readonly claims: Claims;
  /** runs whose worker was killed */
  readonly bereaved: ReadonlySet<number>;
  readonly settings: readonly Setting[];
  /** when a chored served, and when one stood still */
  readonly served: readonly Span[];
  readonly standstills: readonly Span[];
  readonly counts: Counts;
}

export interface KeptRun {
  readonly id: number;
  readonly job: number;
  /** the second in which chored began it; milliseconds since 1970 */
  readonly second: number;
  readonly endedAt: number | null;
  readonly outcome: Outcome | null;
  /** who ended it */
  readonly ender: string | null;
  /** how it ended, by its line in the history */
  readonly state: State | undefined;
  /** each of its starts, as its command noted them */
  readonly notes: readonly Noted[];
}

export interface KeptJob {
  readonly id: number;
  readonly name: string;
  readonly request: string;
  readonly state: State;
  readonly why: string;
  readonly spec: Omit<Spec, "env">;
  readonly pinned: boolean;
  readonly createdAt: number;
  readonly endedAt: number | null;
  /** the id that its command notes, its lines, its code, how many of its runs fail first */
  readonly mark: string;
  readonly lines: number;
  readonly code: number;
  readonly fails: number;
  /** oldest first; of many only the newest are kept */
  readonly runs: readonly KeptRun[];
}

/** A job that is a hook of a run. */
export interface KeptHook {
  readonly kind: string;
  readonly run: number;
  readonly job: KeptJob;
}

export interface Record {
  /** of SQLite: `ok` */
  readonly check: string;
  /** but those that are hooks */
  readonly jobs: readonly KeptJob[];
  readonly hooks: readonly KeptHook[];
  readonly notes: readonly Noted[];
  readonly hookNotes: readonly NotedHook[];
}

export function readRecord({ paths, ledger }: Evidence): Record {
  const notes = readNotes(ledger);
  const database = new DatabaseSync(paths.store, { readOnly: true });
  try {
    const check = String(database.prepare("PRAGMA quick_check").get()?.["quick_check"]);
    const byRun = Map.groupBy(notes, ({ run }) => run);
    const runs = database.prepare(
      `SELECT run.id, run.job, label, run.ended_at, run.outcome, ender, history.state
         FROM run LEFT JOIN history ON history.run = run.id ORDER BY run.id`,
    ).all().map((row) => runOf(row, byRun));
    const byJob = Map.groupBy(runs, ({ job }) => job);
    const all = database.prepare("SELECT * FROM job ORDER BY id").all()
      .map((row) => jobOf(row, byJob.get(Number(row["id"])) ?? []));
    const hooks = all.flatMap(hookOf);
    const jobs = all.filter((job) => hookOf(job).length === 0);
    return { check, jobs, hooks, notes, hookNotes: readHookNotes(ledger) };
  } finally {
    database.close();
  }
}

type Row = { readonly [column: string]: unknown };

function runOf(row: Row, notes: ReadonlyMap<number, readonly Noted[]>): KeptRun {
  const id = Number(row["id"]);
  const outcome = row["outcome"];
  return {
    id,
    job: Number(row["job"]),
    second: secondOf(String(row["label"])),
    endedAt: row["ended_at"] as number | null,
    outcome: outcome === null ? null : JSON.parse(String(outcome)) as Outcome,
    ender: row["ender"] as string | null,
    state: (row["state"] ?? undefined) as State | undefined,
    notes: notes.get(id) ?? [],
  };
}

function jobOf(row: Row, runs: readonly KeptRun[]): KeptJob {
  const spec = { ...SPEC_DEFAULTS, ...JSON.parse(String(row["spec"])) as Spec };
  const [, , mark = "", lines, code, fails] = spec.argv;
  return {
    id: Number(row["id"]),
    name: String(row["name"]),
    request: String(row["request"]),
    state: row["state"] as State,
    why: String(row["why"]),
    spec,
    pinned: row["pinned"] === 1,
    createdAt: Number(row["created_at"]),
    endedAt: row["ended_at"] as number | null,
    ...{ mark, lines: Number(lines), code: Number(code), fails: Number(fails) },
    runs,
  };
}

/** By the request that chored itself made for it. */
function hookOf(job: KeptJob): KeptHook[] {
  const [, run, kind] = /^hook\/(\d+)\/job\/([a-z-]+)$/.exec(job.request) ?? [];
  return kind === undefined ? [] : [{ kind, run: Number(run), job }];
}

/** By the date in the name of a run's files. */
function secondOf(label: string): number {
  const [, year, month, day, hour, minute, second] =
    /-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(label) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** When the command of a run began, by its own note; undefined where it never did. */
export function beganAt({ notes: [note] }: KeptRun): number | undefined {
  return note?.began;
}

/** In one line, for a complaint. */
export function tell({ name, state, why, runs }: KeptJob): string {
  const told = runs.map(({ id, state, notes }) =>
    `${id} ${state ?? "open"} (started ${notes.length} times, ended ${
      notes.filter(({ ended }) => ended !== undefined).length
    } times)`
  );
  return `${name}: ${state}, ${why}; runs: ${told.join(", ") || "none"}`;
}
