/** What is read from the store. */

import type { State } from "../job/state.ts";
import { jobOf, type JobRow, runOf, type RunRow, type Value } from "./rows.ts";
import type { Statements } from "./statements.ts";

/** All of a job's row but its environment. */
const job =
  "SELECT id, request, name, state, spec, grp, priority, slots, wake_at, missed, starts, tries, tries_since, pinned, run, again, why, created_at, created_by, ended_at, seen_at FROM job";

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
    return this.sql.all("SELECT name FROM job ORDER BY id DESC LIMIT 1000", []).map((row) =>
      String(row["name"])
    );
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
