/** The store: jobs and runs in SQLite, each change committed before anybody is told. */

import { DatabaseSync } from "node:sqlite";
import {
  JOB_COLUMNS,
  type JobChange,
  type NewJob,
  type NewRun,
  RUN_COLUMNS,
  type RunChange,
  stored,
} from "./rows.ts";
import { PlanStore } from "./plan_store.ts";
import { migrate } from "./schema.ts";
import { Statements } from "./statements.ts";
import { StoreReader } from "./store_reader.ts";

export class Store extends StoreReader {
  readonly #database: DatabaseSync;
  /** times, conditions, groups, the history */
  readonly plan: PlanStore;
  #jobCount: number | undefined;
  #hookCount: number | undefined;
  #afterCommit: (() => void)[] = [];

  /** Opens the store at `path`, made or migrated as needed. @throws where it is damaged, newer, or not to be opened */
  constructor(path: string) {
    const database = new DatabaseSync(path, { timeout: 2000 });
    database.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF",
    );
    migrate(database);
    super(new Statements(database));
    this.#database = database;
    this.plan = new PlanStore(this.sql);
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
    const result = this.#commit(work);
    const acts = this.#afterCommit;
    this.#afterCommit = [];
    for (const act of acts) act();
    return result;
  }

  /** Calls `act` once the open transaction is durable, and never where it is not; at once where none is open. */
  afterCommit(act: () => void): void {
    if (this.#database.isTransaction) this.#afterCommit.push(act);
    else act();
  }

  #commit<T>(work: () => T): T {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      // upon a full disk SQLite has rolled back already
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      this.#afterCommit = [];
      this.#forgetCounts();
      throw error;
    }
  }

  /** Does `work` inside the open transaction; where it throws, what it did is undone, and that alone. */
  savepoint<T>(work: () => T): T {
    this.#database.exec("SAVEPOINT part");
    const told = this.#afterCommit.length;
    try {
      const result = work();
      this.#database.exec("RELEASE part");
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK TO part; RELEASE part");
      this.#afterCommit.length = told;
      this.#forgetCounts();
      throw error;
    }
  }

  addJob(job: NewJob): number {
    const { env, ...spec } = job.spec;
    const { group, priority, slots, pinned } = spec;
    const { kind = null, run = null, job: of = null, env: told = null } = job.hook ?? {};
    const result = this.sql.run(
      `INSERT INTO job (id, request, name, state, spec, env, why, created_at, created_by,
         grp, priority, slots, pinned, wake_at, hook, hook_of, hook_job, hook_env)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        ...[job.id ?? null, job.request, job.name, job.state, JSON.stringify(spec)],
        ...[this.#environment(env), job.why, job.createdAt, job.createdBy],
        ...[group, priority, slots, stored(pinned), job.wakeAt ?? null],
        ...[kind, run, of, stored(told)],
      ],
    );
    if (this.#jobCount !== undefined) this.#jobCount++;
    if (this.#hookCount !== undefined && kind !== null) this.#hookCount++;
    return Number(result.lastInsertRowid);
  }

  /** What a choretab knows the job by; an older job that was known by the same is no longer. */
  putTab(id: number, { key, line }: { key: string; line: number | null }): void {
    this.sql.run("UPDATE job SET tab = NULL, tab_line = NULL WHERE tab = ?", [key]);
    this.sql.run("UPDATE job SET tab = ?, tab_line = ? WHERE id = ?", [key, line, id]);
  }

  changeEnv(id: number, env: readonly string[]): void {
    this.sql.run("UPDATE job SET env = ? WHERE id = ?", [this.#environment(env), id]);
  }

  /** Environments are kept once, however many jobs have the same. */
  #environment(env: readonly string[]): number {
    const text = JSON.stringify(env);
    const known = this.sql.one("SELECT id FROM environment WHERE text = ?", [text]);
    if (known !== undefined) return Number(known["id"]);
    return Number(
      this.sql.run("INSERT INTO environment (text) VALUES (?)", [text]).lastInsertRowid,
    );
  }

  addRun(run: NewRun): number {
    const result = this.sql.run("INSERT INTO run (id, job, label) VALUES (?, ?, ?)", [
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
      const env = this.sql.one("SELECT env FROM job WHERE id = ?", [id])?.["env"] as number ??
        null;
      this.sql.run("DELETE FROM job WHERE id = ?", [id]);
      this.#forgetCounts();
      this.sql.run(
        "DELETE FROM environment WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM job WHERE env = ?1)",
        [env],
      );
    });
  }

  /** No id at or below `id` is given out any more. */
  skipIds(id: number): void {
    for (const table of ["job", "run"]) {
      this.sql.run("DELETE FROM sqlite_sequence WHERE name = ?", [table]);
      this.sql.run("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [table, id]);
    }
  }

  removeRun(id: number): void {
    this.sql.run("DELETE FROM run WHERE id = ?", [id]);
  }

  /** Jobs that are kept; counted once, then known. */
  countJobs(): number {
    this.#jobCount ??= Number(this.sql.one("SELECT count(*) AS n FROM job", [])?.["n"] ?? 0);
    return this.#jobCount;
  }

  #forgetCounts(): void {
    this.#jobCount = undefined;
    this.#hookCount = undefined;
  }

  /** Those of them that are hooks. */
  countHooks(): number {
    this.#hookCount ??= Number(
      this.sql.one("SELECT count(*) AS n FROM job WHERE hook_of IS NOT NULL", [])?.["n"] ?? 0,
    );
    return this.#hookCount;
  }

  #change(
    table: string,
    columns: Record<string, string>,
    given: { id: number; change: object },
  ): void {
    const entries = Object.entries(given.change);
    if (entries.length === 0) return;
    const set = entries.map(([key]) => `${columns[key]} = ?`).join(", ");
    this.sql.run(`UPDATE ${table} SET ${set} WHERE id = ?`, [
      ...entries.map(([, value]) => stored(value)),
      given.id,
    ]);
  }
}
