/** The store: jobs and runs in SQLite, each change committed before anybody is told. */

import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { State } from "../job/state.ts";
import {
  JOB_COLUMNS,
  type JobChange,
  jobOf,
  type JobRow,
  type NewJob,
  RUN_COLUMNS,
  type RunChange,
  runOf,
  type RunRow,
  stored,
  type Value,
} from "./rows.ts";
import { migrate } from "./schema.ts";

/** All of a job's row but its environment. */
const job =
  "SELECT id, request, name, state, spec, pinned, run, again, why, created_at, created_by, ended_at, seen_at FROM job";

export class Store {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** Opens the store at `path`, made or migrated as needed. @throws where it is damaged, newer, or not to be opened */
  constructor(path: string) {
    this.#database = new DatabaseSync(path, { timeout: 2000 });
    this.#database.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF",
    );
    migrate(this.#database);
  }

  /** Whether every page is as it should be. */
  check(): string {
    const row = this.#database.prepare("PRAGMA quick_check(1)").get();
    return String(row?.["quick_check"] ?? "no answer");
  }

  close(): void {
    this.#database.close();
  }

  /** Does `work` in one transaction: all of it is durable when this returns, or none. A nested call joins the outer one. */
  transaction<T>(work: () => T): T {
    if (this.#database.isTransaction) return work();
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      // upon a full disk SQLite has rolled back already
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  addJob(job: NewJob): number {
    const { env, ...spec } = job.spec;
    const result = this.#run(
      "INSERT INTO job (request, name, state, spec, env, why, created_at, created_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      [
        ...[job.request, job.name, job.state, JSON.stringify(spec), JSON.stringify(env)],
        ...[job.why, job.createdAt, job.createdBy],
      ],
    );
    return Number(result.lastInsertRowid);
  }

  addRun(run: { job: number; label: string }): number {
    const result = this.#run("INSERT INTO run (job, label) VALUES (?, ?)", [run.job, run.label]);
    return Number(result.lastInsertRowid);
  }

  changeJob(id: number, change: JobChange): void {
    this.#change("job", JOB_COLUMNS, { id, change });
  }

  changeRun(id: number, change: RunChange): void {
    this.#change("run", RUN_COLUMNS, { id, change });
  }

  removeJob(id: number): void {
    this.#run("DELETE FROM job WHERE id = ?", [id]);
  }

  removeRun(id: number): void {
    this.#run("DELETE FROM run WHERE id = ?", [id]);
  }

  job(id: number): JobRow | undefined {
    return this.#jobs(`${job} WHERE id = ?`, [id])[0];
  }

  /** The environment of a job, each NAME=VALUE. */
  envOf(id: number): string[] {
    const row = this.#one("SELECT env FROM job WHERE id = ?", [id]);
    return row === undefined ? [] : JSON.parse(String(row["env"])) as string[];
  }

  jobByName(name: string): JobRow | undefined {
    return this.#jobs(`${job} WHERE name = ?`, [name])[0];
  }

  jobByRequest(request: string): JobRow | undefined {
    return this.#jobs(`${job} WHERE request = ?`, [request])[0];
  }

  hasName(name: string): boolean {
    return this.#one("SELECT 1 FROM job WHERE name = ?", [name]) !== undefined;
  }

  hasLabel(label: string): boolean {
    return this.#one("SELECT 1 FROM run WHERE label = ?", [label]) !== undefined;
  }

  countJobs(): number {
    return Number(this.#one("SELECT count(*) AS n FROM job", [])?.["n"] ?? 0);
  }

  countInStates(states: readonly State[]): number {
    const row = this.#one(
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
  jobsBefore(before: number, most: number): JobRow[] {
    return this.#jobs(`${job} WHERE id < ? ORDER BY id DESC LIMIT ?`, [before, most]);
  }

  /** The newest jobs below id `before` in the given states, newest first. */
  jobsInStatesBefore(states: readonly State[], given: { before: number; most: number }): JobRow[] {
    return this.#jobs(
      `${job} WHERE id < ? AND state IN (SELECT value FROM json_each(?)) ORDER BY id DESC LIMIT ?`,
      [given.before, JSON.stringify(states), given.most],
    );
  }

  /** Ended, and wanted again. */
  jobsToRestart(): JobRow[] {
    return this.#jobs(`${job} WHERE again IS NOT NULL AND ended_at IS NOT NULL ORDER BY id`, []);
  }

  /** Ended, not pinned, and seen before `seenBefore`. */
  jobsToClean(seenBefore: number, most: number): JobRow[] {
    return this.#jobs(
      `${job} WHERE seen_at IS NOT NULL AND seen_at < ? AND pinned = 0 LIMIT ?`,
      [seenBefore, most],
    );
  }

  jobNames(): string[] {
    return this.#prepare("SELECT name FROM job ORDER BY id DESC LIMIT 1000").all().map((row) =>
      String(row["name"])
    );
  }

  run(id: number): RunRow | undefined {
    const row = this.#one("SELECT * FROM run WHERE id = ?", [id]);
    return row === undefined ? undefined : runOf(row);
  }

  /** The runs of a job, oldest first. */
  runsOf(job: number): RunRow[] {
    return this.#prepare("SELECT * FROM run WHERE job = ? ORDER BY id").all(job).map(runOf);
  }

  #jobs(sql: string, values: Value[]): JobRow[] {
    return this.#prepare(sql).all(...values).map(jobOf);
  }

  #one(sql: string, values: Value[]): Record<string, unknown> | undefined {
    return this.#prepare(sql).get(...values);
  }

  #run(sql: string, values: Value[]): { lastInsertRowid: number | bigint } {
    return this.#prepare(sql).run(...values);
  }

  #change(
    table: string,
    columns: Record<string, string>,
    given: { id: number; change: object },
  ): void {
    const entries = Object.entries(given.change);
    if (entries.length === 0) return;
    const set = entries.map(([key]) => `${columns[key]} = ?`).join(", ");
    this.#run(`UPDATE ${table} SET ${set} WHERE id = ?`, [
      ...entries.map(([, value]) => stored(value)),
      given.id,
    ]);
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
