import { deepStrictEqual as deepEqual, ok, strictEqual as equal, throws } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { migrate, NewerStore, STORE_VERSION } from "../../daemon/schema.ts";

const versionOf = (database: DatabaseSync) =>
  database.prepare("PRAGMA user_version").get()?.["user_version"];

function layoutOf(database: DatabaseSync): unknown[] {
  return database.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY name").all();
}

Deno.test("migrate() brings an empty database to this version", () => {
  using database = new DatabaseSync(":memory:");
  migrate(database);
  equal(versionOf(database), STORE_VERSION);
  const names = layoutOf(database).map((row) => Reflect.get(Object(row), "name"));
  for (const table of ["job", "run", "environment"]) ok(names.includes(table), table);
});

Deno.test("migrate() changes nothing of a store of this version", () => {
  using database = new DatabaseSync(":memory:");
  migrate(database);
  database.exec("INSERT INTO environment (text) VALUES ('[]')");
  const before = layoutOf(database);
  migrate(database);
  deepEqual(layoutOf(database), before);
  equal(database.prepare("SELECT count(*) AS n FROM environment").get()?.["n"], 1);
});

Deno.test("migrate() takes a store of each older version to the same layout, and keeps its jobs", () => {
  using fresh = new DatabaseSync(":memory:");
  migrate(fresh);
  using older = new DatabaseSync(":memory:");
  older.exec(VERSION_1);
  migrate(older);
  equal(versionOf(older), STORE_VERSION);
  const columns = (database: DatabaseSync) =>
    ["job", "run", "environment"].map((table) =>
      database.prepare("SELECT name, type FROM pragma_table_info(?) ORDER BY name").all(table)
    );
  deepEqual(columns(older), columns(fresh));
  deepEqual(older.prepare("SELECT id, name FROM job").all().map((row) => ({ ...row })), [
    { id: 7, name: "build" },
  ]);
});

/** A store as the first version made it. */
const VERSION_1 = `
  CREATE TABLE environment (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE job (
    id INTEGER PRIMARY KEY AUTOINCREMENT, request TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL, spec TEXT NOT NULL, env INTEGER NOT NULL REFERENCES environment (id),
    pinned INTEGER NOT NULL DEFAULT 0, run INTEGER, again TEXT, why TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL, created_by TEXT NOT NULL, ended_at INTEGER, seen_at INTEGER
  ) STRICT;
  CREATE TABLE run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    job INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE, label TEXT NOT NULL UNIQUE,
    mode TEXT NOT NULL DEFAULT 'run', attempts INTEGER NOT NULL DEFAULT 0, pid INTEGER,
    started_at REAL, ended_at REAL, outcome TEXT, stdout_bytes INTEGER NOT NULL DEFAULT 0,
    stderr_bytes INTEGER NOT NULL DEFAULT 0, dropped_bytes INTEGER NOT NULL DEFAULT 0,
    left_behind INTEGER NOT NULL DEFAULT 0, ender TEXT, ended_by TEXT
  ) STRICT;
  INSERT INTO environment (id, text) VALUES (1, '[]');
  INSERT INTO job (id, request, name, state, spec, env, created_at, created_by)
    VALUES (7, 'r', 'build', 'queued', '{}', 1, 0, 'ann');
  PRAGMA user_version = 1;
`;

Deno.test("migrate() refuses a store that a newer chored made, and leaves it alone", () => {
  using database = new DatabaseSync(":memory:");
  database.exec(`CREATE TABLE later (x); PRAGMA user_version = ${STORE_VERSION + 1}`);
  const before = layoutOf(database);
  throws(() => migrate(database), {
    name: "NewerStore",
    message: `version ${STORE_VERSION + 1}, this chored knows up to ${STORE_VERSION}`,
  });
  throws(() => migrate(database), NewerStore);
  deepEqual([layoutOf(database), versionOf(database)], [before, STORE_VERSION + 1]);
});
