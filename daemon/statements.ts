/** Prepared statements, each made once. */

import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Value } from "./rows.ts";

type Row = Record<string, unknown>;

export class Statements {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  all(sql: string, values: readonly Value[]): Row[] {
    return this.#prepare(sql).all(...values);
  }

  one(sql: string, values: readonly Value[]): Row | undefined {
    return this.#prepare(sql).get(...values);
  }

  run(sql: string, values: readonly Value[]): { lastInsertRowid: number | bigint } {
    return this.#prepare(sql).run(...values);
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }
}
