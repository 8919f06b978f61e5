/** What the planner reads and writes: times, conditions, groups. */

import type { AfterCondition, Needed } from "../job/after.ts";
import type { Queued } from "../job/plan.ts";
import { isActive, isFinal, type State } from "../job/state.ts";
import { HistoryStore } from "./history_store.ts";

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

/** The states that take slots; as the index `job_active` has them. */
const active = "state IN ('starting', 'running', 'paused', 'stopping')";

const digestKey = "digest_at";

/** In place of the state in which a run of a job that repeats has ended: it had been ready. */
const wasReady = "ready";

/** Between two runs a job is not ready: the next one has to say so. */
function stateOf(
  state: State | typeof wasReady | null,
  readyAt: number | null,
): Pick<Needed, "state" | "isReady"> {
  if (state === null) return { state: undefined };
  if (state === wasReady) return { state: "succeeded", isReady: true };
  return { state, isReady: readyAt !== null && (isActive(state) || isFinal(state)) };
}

export class PlanStore extends HistoryStore {
  /** Jobs for which something is due at `now`, the most overdue first. */
  due(now: number, most: number): number[] {
    const ids = (column: "wake_at" | "cron_at") =>
      this.sql.all(
        `SELECT id FROM job WHERE ${column} IS NOT NULL AND ${column} <= ? ORDER BY ${column} LIMIT ?`,
        [now, most],
      ).map((row) => Number(row["id"]));
    return [...new Set([...ids("wake_at"), ...ids("cron_at")])].slice(0, most);
  }

  /** When something is due next; null for never. */
  nextWake(): number | null {
    const times = (["wake_at", "cron_at"] as const)
      .map((column) =>
        this.sql.one(`SELECT min(${column}) AS at FROM job WHERE ${column} IS NOT NULL`, [])?.["at"]
      )
      .filter((at) => typeof at === "number");
    const digestAt = this.digestAt();
    if (digestAt !== null) times.push(digestAt);
    return times.length === 0 ? null : Math.min(...times);
  }

  /** What is due for job `id` at `now` is so at `until`. */
  putOff(id: number, { now, until }: { readonly now: number; readonly until: number }): void {
    const late = (column: string) => `${column} = iif(${column} <= ?2, ?3, ${column})`;
    this.sql.run(`UPDATE job SET ${late("wake_at")}, ${late("cron_at")} WHERE id = ?1`, [
      ...[id, now, until],
    ]);
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

  /** Jobs of `group` that have a worker, or are about to. */
  countActive(group: string): number {
    const row = this.sql.one(`SELECT count(*) AS n FROM job WHERE grp = ? AND ${active}`, [group]);
    return Number(row?.["n"] ?? 0);
  }

  /** The first of a group's queue: by priority, then by order of submission. */
  queue(group: string, most: number): Queued[] {
    return this.sql.all(
      "SELECT id, slots FROM job WHERE grp = ? AND state = 'queued' ORDER BY priority DESC, id LIMIT ?",
      [group, most],
    ).map((row) => ({ id: Number(row["id"]), slots: Number(row["slots"]) }));
  }

  /** The places of these jobs in the queue of their group; the first is 1. */
  places(group: string, jobs: readonly number[]): Map<number, number> {
    const rows = this.sql.all(
      `SELECT id, place FROM (SELECT id, row_number() OVER (ORDER BY priority DESC, id) AS place
         FROM job WHERE grp = ? AND state = 'queued') WHERE id IN (SELECT value FROM json_each(?))`,
      [group, JSON.stringify(jobs)],
    );
    return new Map(rows.map((row) => [Number(row["id"]), Number(row["place"])]));
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

  /** A run of `job`, which repeats, has ended: for those who wait for the job that is its end. */
  endDependencies(job: number, state: State): void {
    this.sql.run(
      `UPDATE dependency SET ended = iif(cond = 'ready' AND EXISTS
         (SELECT 1 FROM job WHERE id = ?2 AND ready_at IS NOT NULL), '${wasReady}', ?1)
       WHERE needs = ?2 AND ended IS NULL`,
      [state, job],
    );
  }

  /** Whoever waits for `job` waits for it no longer, whatever it was to come to; for their next times they do. */
  meetWaiting(job: number): void {
    this.sql.run(
      `UPDATE dependency SET ended = CASE cond WHEN 'failure' THEN 'failed' WHEN 'ready' THEN '${wasReady}' ELSE 'succeeded' END
       WHERE needs = ? AND job IN (SELECT id FROM job WHERE state = 'waiting')`,
      [job],
    );
  }

  /** `job` begins: for its next time, ends of before do not count. */
  renewDependencies(job: number): void {
    this.sql.run("UPDATE dependency SET ended = NULL WHERE job = ? AND ended IS NOT NULL", [job]);
  }

  /** What `job` waits for, as it stands. */
  needed(job: number): (Needed & { readonly id: number })[] {
    return this.sql.all(
      `SELECT d.needs, d.name, d.cond, coalesce(d.ended, j.state) AS state, j.ready_at FROM dependency d
       LEFT JOIN job j ON j.id = d.needs WHERE d.job = ? ORDER BY d.needs`,
      [job],
    ).map((row) => ({
      id: Number(row["needs"]),
      name: String(row["name"]),
      when: row["cond"] as AfterCondition,
      ...stateOf(row["state"] as State | typeof wasReady | null, row["ready_at"] as number | null),
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

  /** When the alerts that were gathered are to be sent as one; null where there are none. */
  digestAt(): number | null {
    const at = this.meta(digestKey) ?? "";
    return at === "" ? null : Number(at);
  }

  putDigestAt(at: number | null): void {
    this.putMeta(digestKey, at === null ? "" : String(at));
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
}

function groupOf(row: Record<string, unknown>): GroupRow {
  return {
    name: String(row["name"]),
    slots: Number(row["slots"]),
    state: row["state"] as GroupRow["state"],
  };
}
