/** The events that the store keeps: the last so many, each with a number that only rises. */

import type { EventKind } from "../job/event_kind.ts";
import type { State } from "../job/state.ts";
import { LIMITS } from "../limits.ts";
import type { Value } from "./rows.ts";
import type { Statements } from "./statements.ts";

/** What has happened to a job. */
export interface NewEvent {
  readonly at: number;
  readonly kind: EventKind;
  readonly job: number;
  readonly name: string;
  readonly group: string;
  /** null where it is no change, or the job is new */
  readonly was: State | null;
  readonly state: State;
  readonly run: number | null;
  readonly why: string;
}

export interface EventRow extends NewEvent {
  readonly seq: number;
}

/** Which events somebody wants; what is left out does not matter. */
export interface EventFilter {
  /** ids */
  readonly jobs?: readonly number[] | undefined;
  readonly group?: string | undefined;
  readonly kinds?: readonly EventKind[] | undefined;
}

/** The oldest go so many at a time. */
const trimEvery = 256;

export class EventStore {
  constructor(readonly sql: Statements) {}

  /** Gives its number. */
  add({ at, kind, job, name, group, was, state, run, why }: NewEvent): number {
    const { lastInsertRowid } = this.sql.run(
      `INSERT INTO event (at, kind, job, name, grp, was, state, run, why)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [Math.round(at), kind, job, name, group, was, state, run, why],
    );
    const seq = Number(lastInsertRowid);
    if (seq % trimEvery === 0) {
      this.sql.run("DELETE FROM event WHERE seq <= ?", [seq - LIMITS.eventsKept]);
    }
    return seq;
  }

  /** The number of the newest; 0 where there is none. */
  last(): number {
    return this.#seq("SELECT max(seq) AS seq FROM event", []) ?? 0;
  }

  /** The number of the oldest that is kept. */
  first(): number | undefined {
    return this.#seq("SELECT min(seq) AS seq FROM event", []);
  }

  /** The number of the first that happened at `at` or later. */
  firstSince(at: number): number | undefined {
    return this.#seq("SELECT min(seq) AS seq FROM event WHERE at >= ?", [at]);
  }

  /** The next `most` after number `seq`, in order. */
  after(seq: number, { jobs, group, kinds }: EventFilter, { most }: { most: number }): EventRow[] {
    const tests: [string, Value | undefined][] = [
      ["seq > ?", seq],
      ["job IN (SELECT value FROM json_each(?))", jsonOf(jobs)],
      ["grp = ?", group],
      ["kind IN (SELECT value FROM json_each(?))", jsonOf(kinds)],
    ];
    const given = tests.filter((test): test is [string, Value] => test[1] !== undefined);
    return this.sql.all(
      `SELECT * FROM event WHERE ${given.map(([test]) => test).join(" AND ")} ORDER BY seq LIMIT ?`,
      [...given.map(([, value]) => value), most],
    ).map(eventOf);
  }

  #seq(sql: string, values: readonly Value[]): number | undefined {
    const seq = this.sql.one(sql, values)?.["seq"];
    return typeof seq === "number" ? seq : undefined;
  }
}

function jsonOf(list: readonly unknown[] | undefined): string | undefined {
  return list === undefined ? undefined : JSON.stringify(list);
}

function eventOf(row: Record<string, unknown>): EventRow {
  return {
    seq: row["seq"] as number,
    at: row["at"] as number,
    kind: row["kind"] as EventKind,
    job: row["job"] as number,
    name: row["name"] as string,
    group: row["grp"] as string,
    was: row["was"] as State | null,
    state: row["state"] as State,
    run: row["run"] as number | null,
    why: row["why"] as string,
  };
}

/** Whether `event` is one that is wanted; as the store would say. */
export function isWanted(event: NewEvent, { jobs, group, kinds }: EventFilter): boolean {
  return (jobs?.includes(event.job) ?? true) && (group ?? event.group) === event.group &&
    (kinds?.includes(event.kind) ?? true);
}
