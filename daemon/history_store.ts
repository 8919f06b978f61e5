/** The history: a line for each run that has ended. */

import type { State } from "../job/state.ts";
import { LIMITS } from "../limits.ts";
import { historyOf, type HistoryRow } from "./history_row.ts";
import type { Value } from "./rows.ts";
import type { Statements } from "./statements.ts";

export interface HistoryFilter {
  readonly name?: string | undefined;
  readonly states?: readonly State[] | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly before?: number | undefined;
  readonly most: number;
}

export class HistoryStore {
  constructor(readonly sql: Statements) {}

  addHistory(line: HistoryRow): void {
    this.sql.run(
      `INSERT OR REPLACE INTO history (run, job, name, command, asked_by, state, outcome, ended_by,
         started_at, ended_at, stdout_bytes, stderr_bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        ...[line.run, line.job, line.name, JSON.stringify(line.command), line.askedBy, line.state],
        ...[JSON.stringify(line.outcome), line.endedBy, line.startedAt, line.endedAt],
        ...[line.stdoutBytes, line.stderrBytes],
      ],
    );
    this.sql.run("DELETE FROM history WHERE run <= ?", [line.run - LIMITS.historyLines]);
  }

  /** Newest first. */
  history({ name, states, since, until, before, most }: HistoryFilter): HistoryRow[] {
    const tests: [string, Value | undefined][] = [
      ["run < ?", before],
      ["name = ?", name],
      ["ended_at >= ?", since],
      ["ended_at < ?", until],
      [
        "state IN (SELECT value FROM json_each(?))",
        states === undefined ? undefined : JSON.stringify(states),
      ],
    ];
    const given = tests.filter((test): test is [string, Value] => test[1] !== undefined);
    const where = given.length === 0 ? "" : `WHERE ${given.map(([test]) => test).join(" AND ")}`;
    return this.sql.all(`SELECT * FROM history ${where} ORDER BY run DESC LIMIT ?`, [
      ...given.map(([, value]) => value),
      most,
    ]).map(historyOf);
  }
}
