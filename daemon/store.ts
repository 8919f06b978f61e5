/** The store: jobs and runs in SQLite, each change committed before anybody is told. */

import { DatabaseSync } from "node:sqlite";
import type { State } from "../job/state.ts";
import {
  JOB_COLUMNS,
  type JobChange,
  jobOf,
  type JobRow,
  type NewJob,
  type NewRun,
  RUN_COLUMNS,
  type RunChange,
  runOf,
  type RunRow,
  stored,
  type Value,
} from "./rows.ts";
import { migrate } from "./schema.ts";
import { Statements } from "./statements.ts";

/** All of a job's row but its environment. */
const job =
  "SELECT id, request, name, state, spec, pinned, run, again, why, created_at, created_by, ended_at, seen_at FROM job";

export class Store {
  readonly #database: DatabaseSync;
  readonly #sql: Statements;

  /** Opens the store at `path`, made or migrated as needed. @throws where it is damaged, newer, or not to be opened */
  constructor(path: string) {
    this.#database = new DatabaseSync(path, { timeout: 2000 });
    this.#database.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF",
    );
    migrate(this.#database);
    this.#sql = new Statements(this.#database);
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
    const result = this.#sql.run(
      "INSERT INTO job (id, request, name, state, spec, env, why, created_at, created_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        ...[
          job.id ?? null,
          job.request,
          job.name,
          job.state,
          JSON.stringify(spec),
          this.#environment(env),
        ],
        ...[job.why, job.createdAt, job.createdBy],
      ],
    );
    return Number(result.lastInsertRowid);
  }

  /** Environments are kept once, however many jobs have the same. */
  #environment(env: readonly string[]): number {
    const text = JSON.stringify(env);
    const known = this.#sql.one("SELECT id FROM environment WHERE text = ?", [text]);
    if (known !== undefined) return Number(known["id"]);
    return Number(
      this.#sql.run("INSERT INTO environment (text) VALUES (?)", [text]).lastInsertRowid,
    );
  }

  addRun(run: NewRun): number {
    const result = this.#sql.run("INSERT INTO run (id, job, label) VALUES (?, ?, ?)", [
      run.id ?? null,
      run.job,
      run.label,
    ]);
    return Number(result.lastInsertRowid);
  }

  changeJob(id: number, change: JobChange): void {
    this.#change("job", JOB_COLUMNS, { id, change });
  }

  changeRun(id: number, change: RunChange): void {
    this.#change("run", RUN_COLUMNS, { id, change });
  }

  /** Removes a job and its runs, and its environment where no other job has it. */
  removeJob(id: number): void {
    this.transaction(() => {
      const env = this.#sql.one("SELECT env FROM job WHERE id = ?", [id])?.["env"] as number ??
        null;
      this.#sql.run("DELETE FROM job WHERE id = ?", [id]);
      this.#sql.run(
        "DELETE FROM environment WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM job WHERE env = ?1)",
        [env],
      );
    });
  }

  /** No id at or below `id` is given out any more. */
  skipIds(id: number): void {
    for (const table of ["job", "run"]) {
      this.#sql.run("DELETE FROM sqlite_sequence WHERE name = ?", [table]);
      this.#sql.run("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [table, id]);
    }
  }

  removeRun(id: number): void {
    this.#sql.run("DELETE FROM run WHERE id = ?", [id]);
  }

  job(id: number): JobRow | undefined {
    return this.#jobs(`${job} WHERE id = ?`, [id])[0];
  }

  /** The environment of a job, each NAME=VALUE. */
  envOf(id: number): string[] {
    const row = this.#sql.one(
      "SELECT text FROM environment WHERE id = (SELECT env FROM job WHERE id = ?)",
      [id],
    );
    return row === undefined ? [] : JSON.parse(String(row["text"])) as string[];
  }

  jobByName(name: string): JobRow | undefined {
    return this.#jobs(`${job} WHERE name = ?`, [name])[0];
  }

  jobByRequest(request: string): JobRow | undefined {
    return this.#jobs(`${job} WHERE request = ?`, [request])[0];
  }

  hasRequest(request: string): boolean {
    return this.#sql.one("SELECT 1 FROM job WHERE request = ?", [request]) !== undefined;
  }

  hasName(name: string): boolean {
    return this.#sql.one("SELECT 1 FROM job WHERE name = ?", [name]) !== undefined;
  }

  hasLabel(label: string): boolean {
    return this.#sql.one("SELECT 1 FROM run WHERE label = ?", [label]) !== undefined;
  }

  countJobs(): number {
    return Number(this.#sql.one("SELECT count(*) AS n FROM job", [])?.["n"] ?? 0);
  }

  countInStates(states: readonly State[]): number {
    const row = this.#sql.one(
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
    return this.#sql.all("SELECT name FROM job ORDER BY id DESC LIMIT 1000", []).map((row) =>
      String(row["name"])
    );
  }

  run(id: number): RunRow | undefined {
    const row = this.#sql.one("SELECT * FROM run WHERE id = ?", [id]);
    return row === undefined ? undefined : runOf(row);
  }

  /** The runs of a job, oldest first. */
  runsOf(job: number): RunRow[] {
    return this.#sql.all("SELECT * FROM run WHERE job = ? ORDER BY id", [job]).map(runOf);
  }

  #jobs(sql: string, values: Value[]): JobRow[] {
    return this.#sql.all(sql, values).map(jobOf);
  }

  #change(
    table: string,
    columns: Record<string, string>,
    given: { id: number; change: object },
  ): void {
    const entries = Object.entries(given.change);
    if (entries.length === 0) return;
    const set = entries.map(([key]) => `${columns[key]} = ?`).join(", ");
    this.#sql.run(`UPDATE ${table} SET ${set} WHERE id = ?`, [
      ...entries.map(([, value]) => stored(value)),
      given.id,
    ]);
  }
}
