/** What the store counts for the statistics of a session. */

import { ACTIVE, type State } from "../job/state.ts";
import type { Period } from "../wire/stats_views.ts";
import type { Statements } from "./statements.ts";

/** States after which a run is counted as a failure. */
const FAILED: readonly State[] = ["failed", "timedout", "lost"];

export class StatsStore {
  constructor(readonly sql: Statements) {}

  /** How many jobs are in each state, hooks apart. */
  states(): Partial<Record<State, number>> {
    const rows = this.sql.all(
      "SELECT state, count(*) AS n FROM job WHERE hook IS NULL GROUP BY state",
      [],
    );
    return Object.fromEntries(rows.map((row) => [String(row["state"]), Number(row["n"])]));
  }

  /** The first submitted of the jobs in these states. */
  oldest(states: readonly State[]): { name: string; createdAt: number } | undefined {
    const row = this.sql.one(
      `SELECT name, created_at FROM job
       WHERE hook IS NULL AND state IN (SELECT value FROM json_each(?))
       ORDER BY id LIMIT 1`,
      [JSON.stringify(states)],
    );
    if (row === undefined) return undefined;
    return { name: String(row["name"]), createdAt: Number(row["created_at"]) };
  }

  /** What has happened since then. The history has what ended; what has not is a job's newest run. */
  since(at: number): Period {
    const row = this.sql.one(
      `SELECT total(started_at >= ?1) AS started, total(ended_at >= ?1) AS ended,
         total(ended_at >= ?1 AND state IN (SELECT value FROM json_each(?2))) AS failed,
         total(iif(ended_at >= ?1, stdout_bytes + stderr_bytes, 0)) AS bytes
       FROM history WHERE ended_at >= ?1`,
      [at, JSON.stringify(FAILED)],
    );
    const count = (name: string) => Number(row?.[name] ?? 0);
    return {
      started: count("started") + this.#runningSince(at),
      ended: count("ended"),
      failed: count("failed"),
      loggedBytes: count("bytes"),
    };
  }

  #runningSince(at: number): number {
    const row = this.sql.one(
      `SELECT count(*) AS n FROM job JOIN run ON run.id = job.run
       WHERE job.state IN (SELECT value FROM json_each(?)) AND run.ended_at IS NULL AND run.started_at >= ?`,
      [JSON.stringify(ACTIVE), at],
    );
    return Number(row?.["n"] ?? 0);
  }
}
