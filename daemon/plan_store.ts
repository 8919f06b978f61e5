/** What the planner reads and writes: times, conditions, groups, the history. */

import type { AfterCondition, Needed } from "../job/after.ts";
import type { Queued } from "../job/plan.ts";
import type { State } from "../job/state.ts";
import { LIMITS } from "../limits.ts";
import { historyOf, type HistoryRow, type Value } from "./rows.ts";
import type { Statements } from "./statements.ts";

export interface GroupRow {
  readonly name: string;
  readonly slots: number;
  readonly state: "open" | "paused" | "draining";
}

export interface Dependency {
  readonly needs: number;
  readonly name: string;
  readonly when: AfterCondition;
}

export interface HistoryFilter {
  readonly name?: string | undefined;
  readonly states?: readonly State[] | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly before?: number | undefined;
  readonly most: number;
}

/** The states that take slots; as the index `job_active` has them. */
const active = "state IN ('starting', 'running', 'paused', 'stopping')";

export class PlanStore {
  constructor(readonly sql: Statements) {}

  /** Jobs for which something is due at `now`, the most overdue first. */
  due(now: number, most: number): number[] {
    return this.sql.all(
      "SELECT id FROM job WHERE wake_at IS NOT NULL AND wake_at <= ? ORDER BY wake_at LIMIT ?",
      [
        now,
        most,
      ],
    ).map((row) => Number(row["id"]));
  }

  /** When something is due next; null for never. */
  nextWake(): number | null {
    const row = this.sql.one("SELECT min(wake_at) AS at FROM job WHERE wake_at IS NOT NULL", []);
    return row?.["at"] as number | null;
  }

  groups(): GroupRow[] {
    return this.sql.all("SELECT name, slots, state FROM slot_group ORDER BY name", []).map(groupOf);
  }

  group(name: string): GroupRow | undefined {
    const row = this.sql.one("SELECT name, slots, state FROM slot_group WHERE name = ?", [name]);
    return row === undefined ? undefined : groupOf(row);
  }

  putGroup({ name, slots, state }: GroupRow): void {
    this.sql.run(
      "INSERT INTO slot_group (name, slots, state) VALUES (?1, ?2, ?3) ON CONFLICT (name) DO UPDATE SET slots = ?2, state = ?3",
      [name, slots, state],
    );
  }

  removeGroup(name: string): void {
    this.sql.run("DELETE FROM slot_group WHERE name = ?", [name]);
  }

  hasJobs(group: string): boolean {
    return this.sql.one("SELECT 1 FROM job WHERE grp = ? LIMIT 1", [group]) !== undefined;
  }

  /**
   * Open groups whose queue is not empty, the one whose first job comes before those of the others
   * first: where workers are scarce no group starves another. Each queue is looked at once, however long.
   */
  groupsWithQueue(): GroupRow[] {
    return this.sql.all(
      `SELECT g.name, g.slots, g.state FROM slot_group g JOIN job first ON first.id =
         (SELECT id FROM job WHERE grp = g.name AND state = 'queued' ORDER BY priority DESC, id LIMIT 1)
       WHERE g.state = 'open' ORDER BY first.priority DESC, first.id`,
      [],
    ).map(groupOf);
  }

  /** Slots that are taken in `group`. */
  used(group: string): number {
    const row = this.sql.one(`SELECT total(slots) AS n FROM job WHERE grp = ? AND ${active}`, [
      group,
    ]);
    return Number(row?.["n"] ?? 0);
  }

  /** The first of a group's queue: by priority, then by order of submission. */
  queue(group: string, most: number): Queued[] {
    return this.sql.all(
      "SELECT id, slots FROM job WHERE grp = ? AND state = 'queued' ORDER BY priority DESC, id LIMIT ?",
      [group, most],
    ).map((row) => ({ id: Number(row["id"]), slots: Number(row["slots"]) }));
  }

  countQueued(group: string): number {
    const row = this.sql.one("SELECT count(*) AS n FROM job WHERE grp = ? AND state = 'queued'", [
      group,
    ]);
    return Number(row?.["n"] ?? 0);
  }

  putDependencies(job: number, dependencies: readonly Dependency[]): void {
    this.sql.run("DELETE FROM dependency WHERE job = ?", [job]);
    for (const { needs, name, when } of dependencies) {
      this.sql.run(
        "INSERT OR REPLACE INTO dependency (job, needs, name, cond) VALUES (?, ?, ?, ?)",
        [job, needs, name, when],
      );
    }
  }

  /** `job` is to be removed, and has ended as those who wait for it under these conditions want. */
  meetDependencies(job: number, conditions: readonly AfterCondition[]): void {
    this.sql.run(
      "DELETE FROM dependency WHERE needs = ? AND cond IN (SELECT value FROM json_each(?))",
      [job, JSON.stringify(conditions)],
    );
  }

  /** What `job` waits for, as it stands. */
  needed(job: number): (Needed & { readonly id: number })[] {
    return this.sql.all(
      `SELECT d.needs, d.name, d.cond, j.state FROM dependency d LEFT JOIN job j ON j.id = d.needs
       WHERE d.job = ? ORDER BY d.needs`,
      [job],
    ).map((row) => ({
      id: Number(row["needs"]),
      name: String(row["name"]),
      when: row["cond"] as AfterCondition,
      state: (row["state"] ?? undefined) as State | undefined,
    }));
  }

  /** Jobs that wait for `job`. */
  dependants(job: number): number[] {
    return this.sql.all(
      "SELECT DISTINCT d.job FROM dependency d JOIN job j ON j.id = d.job WHERE d.needs = ? AND j.state = 'waiting'",
      [job],
    ).map((row) => Number(row["job"]));
  }

  meta(key: string): string | undefined {
    return this.sql.one("SELECT value FROM meta WHERE key = ?", [key])?.["value"] as
      | string
      | undefined;
  }

  /** Moves what is due after a pause, or by a deadline, by as much as the clock was set. */
  shiftPauses(ms: number): void {
    this.sql.run(
      "UPDATE job SET wake_at = max(0, wake_at + ?) WHERE wake_at IS NOT NULL AND state IN ('waiting', 'queued', 'backoff')",
      [ms],
    );
  }

  putMeta(key: string, value: string): void {
    this.sql.run(
      "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
      [key, value],
    );
  }

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

function groupOf(row: Record<string, unknown>): GroupRow {
  return {
    name: String(row["name"]),
    slots: Number(row["slots"]),
    state: row["state"] as GroupRow["state"],
  };
}
