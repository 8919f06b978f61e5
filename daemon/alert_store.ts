/** What the store keeps of alerts beside the jobs that they are. */

import { HOOK_GROUP } from "../job/hook_kinds.ts";
import type { Statements } from "./statements.ts";

export class AlertStore {
  constructor(readonly sql: Statements) {}

  /** Alerts that have not ended, counted to `most`. */
  countOpen(most: number): number {
    return this.#count(
      "SELECT 1 FROM job WHERE hook IS NOT NULL AND ended_at IS NULL AND hook = 'alert' LIMIT ?",
      [most],
    );
  }

  /** Those that have a worker, or are about to. */
  countActive(): number {
    return this.#count(
      `SELECT 1 FROM job WHERE grp = '${HOOK_GROUP}' AND hook = 'alert'
         AND state IN ('starting', 'running', 'paused', 'stopping')`,
      [],
    );
  }

  gather(event: string): void {
    this.sql.run("INSERT INTO gathered_alert (event) VALUES (?)", [event]);
  }

  /** All that was gathered, in order, as it was put in; from here on nothing is. */
  takeGathered(): string[] {
    const events = this.sql.all("SELECT event FROM gathered_alert ORDER BY id", [])
      .map((row) => String(row["event"]));
    this.sql.run("DELETE FROM gathered_alert", []);
    return events;
  }

  /** Digests that have ended, but for the newest `kept`; pinned ones are left alone. */
  oldDigests(kept: number): number[] {
    return this.sql.all(
      `SELECT id FROM job WHERE hook_job = 0 AND ended_at IS NOT NULL AND pinned = 0
         ORDER BY id DESC LIMIT -1 OFFSET ?`,
      [kept],
    ).map((row) => Number(row["id"]));
  }

  #count(sql: string, values: readonly (string | number)[]): number {
    return Number(this.sql.one(`SELECT count(*) AS n FROM (${sql})`, values)?.["n"] ?? 0);
  }
}
