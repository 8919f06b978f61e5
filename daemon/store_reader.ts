/** What is read from the store. */

import type { State } from "../job/state.ts";
import { jobOf, type JobRow, runOf, type RunRow, type Value } from "./rows.ts";
import type { Statements } from "./statements.ts";

/** All of a job's row but its environment. */
const job =
  "SELECT id, request, name, state, spec, grp, priority, slots, wake_at, cron_at, missed, starts, tries, tries_since, pinned, run, again, pause_by, ready_at, why, created_at, created_by, ended_at, seen_at, tab, tab_line, rules, hook, hook_of, hook_job, hook_env FROM job";

export class StoreReader {
  constructor(protected readonly sql: Statements) {}

  job(id: number): JobRow | undefined {
    return this.#jobs(`${job} WHERE id = ?`, [id])[0];
  }

  /** The environment of a job, each NAME=VALUE. */
  envOf(id: number): string[] {
    const row = this.sql.one(
      "SELECT text FROM environment WHERE id = (SELECT env FROM job WHERE id = ?)",
      [id],
    );
    return row === undefined ? [] : JSON.parse(String(row["text"])) as string[];
  }

  /** The same, and for a hook what it is told. */
  wholeEnvOf({ id, hook }: Pick<JobRow, "id" | "hook">): string[] {
    return [...this.envOf(id), ...hook?.env ?? []];
  }

  /** The hooks of a run, in the order in which they were placed. */
  hooksOf(run: number): JobRow[] {
    return this.#jobs(`${job} WHERE hook_of = ? ORDER BY id`, [run]);
  }

  /** The hooks of a job, whichever of its runs they are for. */
  hooksOfJob(id: number): JobRow[] {
    return this.#jobs(`${job} WHERE hook_job = ? ORDER BY id`, [id]);
  }

  /** Hooks that have not ended, alerts apart, counted to `most`. */
  countOpenHooks(most: number): number {
    const row = this.sql.one(
      "SELECT count(*) AS n FROM (SELECT 1 FROM job WHERE hook IS NOT NULL AND ended_at IS NULL AND hook <> 'alert' LIMIT ?)",
      [most],
    );
    return Number(row?.["n"] ?? 0);
  }

  jobByName(name: string): JobRow | undefined {
    return this.#jobs(`${job} WHERE name = ?`, [name])[0];
  }

  jobByRequest(request: string): JobRow | undefined {
    return this.#jobs(`${job} WHERE request = ?`, [request])[0];
  }

  hasRequest(request: string): boolean {
    return this.sql.one("SELECT 1 FROM job WHERE request = ?", [request]) !== undefined;
  }

  hasName(name: string): boolean {
    return this.sql.one("SELECT 1 FROM job WHERE name = ?", [name]) !== undefined;
  }

  hasLabel(label: string): boolean {
    return this.sql.one("SELECT 1 FROM run WHERE label = ?", [label]) !== undefined;
  }

  /** The id that the next job gets. */
  nextJobId(): number {
    return Number(
      this.sql.one("SELECT seq FROM sqlite_sequence WHERE name = 'job'", [])?.["seq"] ?? 0,
    ) + 1;
  }

  countInStates(states: readonly State[]): number {
    const row = this.sql.one(
      "SELECT count(*) AS n FROM job WHERE state IN (SELECT value FROM json_each(?))",
      [JSON.stringify(states)],
    );
    return Number(row?.["n"] ?? 0);
  }

  /** Jobs in the given states, the oldest first. */
  jobsInStates(states: readonly State[], most: number): JobRow[] {
    return this.#jobs(
      `${job} WHERE state IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT ?`,
      [JSON.stringify(states), most],
    );
  }

  /** The newest jobs below id `before`, newest first. */
  jobsBefore(before: number, most: number, { hooks = true } = {}): JobRow[] {
    const own = hooks ? "" : "AND hook IS NULL";
    return this.#jobs(`${job} WHERE id < ? ${own} ORDER BY id DESC LIMIT ?`, [before, most]);
  }

  /** The newest jobs below id `before` in the given states, newest first. */
  jobsInStatesBefore(
    states: readonly State[],
    given: { before: number; most: number; hooks?: boolean },
  ): JobRow[] {
    const own = given.hooks ?? true ? "" : "hook IS NULL AND";
    return this.#jobs(
      `${job} WHERE id < ? AND ${own} state IN (SELECT value FROM json_each(?)) ORDER BY id DESC LIMIT ?`,
      [given.before, JSON.stringify(states), given.most],
    );
  }

  /** Ended, and wanted again. */
  jobsToRestart(): JobRow[] {
    return this.#jobs(`${job} WHERE again IS NOT NULL AND ended_at IS NOT NULL ORDER BY id`, []);
  }

  /** Stopped by somebody after they had run, and to be started again with the next chored. */
  jobsToReturn(): JobRow[] {
    return this.#jobs(
      `${job} WHERE state = 'stopped' AND run IS NOT NULL AND spec ->> '$.restart.policy' = 'always' ORDER BY id`,
      [],
    );
  }

  /** Those that a choretab has made, also where their line is gone. */
  jobsOfTab(): JobRow[] {
    return this.#jobs(`${job} WHERE tab IS NOT NULL ORDER BY id`, []);
  }

  /** Jobs that start at a time, the first of them first; a deadline and a turn in the queue are none. */
  comingJobs(most: number): JobRow[] {
    return this.#jobs(
      `${job} WHERE cron_at IS NOT NULL OR (wake_at IS NOT NULL AND state NOT IN ('waiting', 'queued', 'held'))
       ORDER BY coalesce(cron_at, wake_at), id LIMIT ?`,
      [most],
    );
  }

  countTabJobs(): number {
    const row = this.sql.one(
      "SELECT count(*) AS n FROM job WHERE tab IS NOT NULL AND tab_line IS NOT NULL",
      [],
    );
    return Number(row?.["n"] ?? 0);
  }

  /** Ended, not pinned, of no line of a choretab, and seen before `seenBefore`. */
  jobsToClean(seenBefore: number, most: number): JobRow[] {
    return this.#jobs(
      `${job} WHERE seen_at IS NOT NULL AND seen_at < ? AND pinned = 0 AND tab_line IS NULL LIMIT ?`,
      [seenBefore, most],
    );
  }

  /** Whether any job reads this input. */
  hasSpool(id: string): boolean {
    const sql = "SELECT 1 FROM job WHERE spec ->> '$.stdin.id' = ? LIMIT 1";
    return this.sql.one(sql, [id]) !== undefined;
  }

  /** The inputs that jobs read. */
  spools(): string[] {
    const sql =
      "SELECT DISTINCT spec ->> '$.stdin.id' AS id FROM job WHERE spec ->> '$.stdin.id' IS NOT NULL";
    return this.sql.all(sql, []).map((row) => String(row["id"]));
  }

  /** Whether a run that has not ended is fed what `run`, or any run of `job`, prints. */
  isRead({ run, job }: { readonly run?: number; readonly job?: number }): boolean {
    const sql = `SELECT 1 FROM run reader JOIN run source ON source.id = reader.input_run
      WHERE reader.input_run IS NOT NULL AND reader.ended_at IS NULL AND (source.id = ? OR source.job = ?) LIMIT 1`;
    return this.sql.one(sql, [run ?? null, job ?? null]) !== undefined;
  }

  jobNames(): string[] {
    return this.sql.all("SELECT name FROM job ORDER BY id DESC LIMIT 1000", []).map((row) =>
      String(row["name"])
    );
  }

  /** The ids of the first runs above id `after`. */
  runsAfter(after: number, most: number): number[] {
    return this.sql.all("SELECT id FROM run WHERE id > ? ORDER BY id LIMIT ?", [after, most])
      .map((row) => row["id"] as number);
  }

  run(id: number): RunRow | undefined {
    const row = this.sql.one("SELECT * FROM run WHERE id = ?", [id]);
    return row === undefined ? undefined : runOf(row);
  }

  /** The runs of a job, oldest first. */
  runsOf(job: number): RunRow[] {
    return this.sql.all("SELECT * FROM run WHERE job = ? ORDER BY id", [job]).map(runOf);
  }

  #jobs(sql: string, values: Value[]): JobRow[] {
    return this.sql.all(sql, values).map(jobOf);
  }
}
