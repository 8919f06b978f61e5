/** The store's tables, as steps from each version to the next. A step is never changed once released: a new one follows it. */

import type { DatabaseSync } from "node:sqlite";
import { HOOK_GROUP } from "../job/hook_kinds.ts";
import { LIMITS } from "../limits.ts";

export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE environment (
    id   INTEGER PRIMARY KEY,
    text TEXT    NOT NULL UNIQUE
  ) STRICT;
  CREATE TABLE job (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    request    TEXT    NOT NULL UNIQUE,
    name       TEXT    NOT NULL UNIQUE,
    state      TEXT    NOT NULL,
    spec       TEXT    NOT NULL,
    env        INTEGER NOT NULL REFERENCES environment (id),
    pinned     INTEGER NOT NULL DEFAULT 0,
    run        INTEGER,
    again      TEXT,
    why        TEXT    NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    created_by TEXT    NOT NULL,
    ended_at   INTEGER,
    seen_at    INTEGER
  ) STRICT;
  CREATE INDEX job_by_environment ON job (env);
  CREATE INDEX job_by_state ON job (state, id);
  CREATE INDEX job_seen ON job (seen_at) WHERE seen_at IS NOT NULL;
  CREATE INDEX job_again ON job (id) WHERE again IS NOT NULL;
  CREATE TABLE run (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    job           INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    label         TEXT    NOT NULL UNIQUE,
    mode          TEXT    NOT NULL DEFAULT 'run',
    attempts      INTEGER NOT NULL DEFAULT 0,
    pid           INTEGER,
    started_at    REAL,
    ended_at      REAL,
    outcome       TEXT,
    stdout_bytes  INTEGER NOT NULL DEFAULT 0,
    stderr_bytes  INTEGER NOT NULL DEFAULT 0,
    dropped_bytes INTEGER NOT NULL DEFAULT 0,
    left_behind   INTEGER NOT NULL DEFAULT 0,
    ender         TEXT,
    ended_by      TEXT
  ) STRICT;
  CREATE INDEX run_of_job ON run (job, id);
  `,
  "ALTER TABLE run ADD COLUMN stop_ms INTEGER",
  `
  ALTER TABLE job ADD COLUMN grp TEXT NOT NULL DEFAULT 'default';
  ALTER TABLE job ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE job ADD COLUMN slots INTEGER NOT NULL DEFAULT 1;
  ALTER TABLE job ADD COLUMN wake_at INTEGER;
  ALTER TABLE job ADD COLUMN missed INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE job ADD COLUMN starts INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE job ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE job ADD COLUMN tries_since REAL;
  CREATE INDEX job_wake ON job (wake_at) WHERE wake_at IS NOT NULL;
  CREATE INDEX job_queue ON job (grp, priority DESC, id) WHERE state = 'queued';
  CREATE INDEX job_active ON job (grp) WHERE state IN ('starting', 'running', 'paused', 'stopping');
  CREATE TABLE slot_group (
    name  TEXT PRIMARY KEY,
    slots INTEGER NOT NULL,
    state TEXT    NOT NULL DEFAULT 'open'
  ) STRICT, WITHOUT ROWID;
  INSERT INTO slot_group (name, slots) VALUES ('default', ${LIMITS.workers});
  CREATE TABLE dependency (
    job   INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    needs INTEGER NOT NULL,
    name  TEXT    NOT NULL,
    cond  TEXT    NOT NULL,
    PRIMARY KEY (job, needs, cond)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX dependency_needs ON dependency (needs);
  CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE history (
    run          INTEGER PRIMARY KEY,
    job          INTEGER NOT NULL,
    name         TEXT    NOT NULL,
    command      TEXT    NOT NULL,
    asked_by     TEXT    NOT NULL,
    state        TEXT    NOT NULL,
    outcome      TEXT    NOT NULL,
    ended_by     TEXT,
    started_at   REAL,
    ended_at     REAL    NOT NULL,
    stdout_bytes INTEGER NOT NULL,
    stderr_bytes INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX history_name ON history (name, run);
  `,
  `
  ALTER TABLE job ADD COLUMN hook TEXT;
  ALTER TABLE job ADD COLUMN hook_of INTEGER;
  ALTER TABLE job ADD COLUMN hook_job INTEGER;
  ALTER TABLE job ADD COLUMN hook_env TEXT;
  CREATE INDEX job_hook_of ON job (hook_of, id) WHERE hook_of IS NOT NULL;
  CREATE INDEX job_hook_job ON job (hook_job) WHERE hook_job IS NOT NULL;
  CREATE INDEX job_hook_open ON job (id) WHERE hook IS NOT NULL AND ended_at IS NULL;
  INSERT OR IGNORE INTO slot_group (name, slots) VALUES ('${HOOK_GROUP}', ${LIMITS.hooksAtOnce});
  `,
  `
  ALTER TABLE job ADD COLUMN cron_at INTEGER;
  ALTER TABLE job ADD COLUMN pause_by TEXT;
  ALTER TABLE dependency ADD COLUMN ended TEXT;
  CREATE INDEX job_cron ON job (cron_at) WHERE cron_at IS NOT NULL;
  `,
  `
  ALTER TABLE job ADD COLUMN tab TEXT;
  ALTER TABLE job ADD COLUMN tab_line INTEGER;
  CREATE UNIQUE INDEX job_tab ON job (tab) WHERE tab IS NOT NULL;
  `,
  `
  ALTER TABLE job ADD COLUMN ready_at INTEGER;
  CREATE TABLE event (
    seq   INTEGER PRIMARY KEY,
    at    INTEGER NOT NULL,
    kind  TEXT    NOT NULL,
    job   INTEGER NOT NULL,
    name  TEXT    NOT NULL,
    grp   TEXT    NOT NULL,
    was   TEXT,
    state TEXT    NOT NULL,
    run   INTEGER,
    why   TEXT    NOT NULL
  ) STRICT;
  CREATE TABLE gathered_alert (
    id    INTEGER PRIMARY KEY,
    event TEXT    NOT NULL
  ) STRICT;
  `,
  `
  ALTER TABLE run ADD COLUMN input_run INTEGER;
  CREATE INDEX run_reads ON run (input_run) WHERE input_run IS NOT NULL;
  CREATE INDEX job_spool ON job (spec ->> '$.stdin.id') WHERE spec ->> '$.stdin.id' IS NOT NULL;
  `,
  `
  ALTER TABLE job ADD COLUMN rules TEXT;
  ALTER TABLE run ADD COLUMN reactions_taken INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE run ADD COLUMN watch TEXT;
  `,
];

/** The version that this program writes. */
export const STORE_VERSION = MIGRATIONS.length;

/** The store was made by a newer chore. */
export class NewerStore extends Error {
  override name = "NewerStore";
}

/** Brings an older store to this version, each step in a transaction of its own. @throws {NewerStore} */
export function migrate(database: DatabaseSync): void {
  const row = database.prepare("PRAGMA user_version").get();
  const version = Number(row?.["user_version"] ?? 0);
  if (version > STORE_VERSION) {
    throw new NewerStore(`version ${version}, this chored knows up to ${STORE_VERSION}`);
  }
  for (let step = version; step < STORE_VERSION; step++) {
    database.exec(
      `BEGIN IMMEDIATE; ${MIGRATIONS[step]}; PRAGMA user_version = ${step + 1}; COMMIT`,
    );
  }
}
