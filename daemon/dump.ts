/** The dump of chored's data: queues, channels, timers, and counts against their bounds. No environment, no input. */

import { VERSION } from "../job/version.ts";
import { HOOK_GROUP } from "../job/hook_kinds.ts";
import { LIMITS } from "../limits.ts";
import type { Bounded, SessionDump } from "../wire/debug_views.ts";
import { AlertStore } from "./alert_store.ts";
import { readPools } from "./pool.ts";
import type { Session } from "./session.ts";

export function dumpSession(session: Session): SessionDump {
  const { store, options, startedAt, workers, peers, examiner } = session;
  const { rss, heapUsed, heapTotal } = Deno.memoryUsage();
  const { plan } = store;
  return {
    at: isoTime(session.now()),
    ...{ version: VERSION, pid: Deno.pid, debug: options.debug, startedAt: isoTime(startedAt) },
    memory: { rss, heapUsed, heapTotal },
    counts: countAll(session),
    ...{ clients: peers.dump, workers: workers.dump },
    groups: plan.groups().map(({ name, slots, state }) => ({
      ...{ name, slots, used: plan.used(name), queued: plan.countQueued(name), state },
    })),
    timers: {
      nextWakeAt: isoOrNull(plan.nextWake()),
      digestAt: isoOrNull(plan.digestAt()),
      examined: examiner.runs,
    },
    store: sizeOfStore(session),
  };
}

function countAll(session: Session): Record<string, Bounded> {
  const { store, changes, events, peers } = session;
  const pools = readPools(session);
  const of = (now: number, most: number) => ({ now, most });
  return {
    clients: of(peers.count, LIMITS.clients),
    subscribers: of(changes.listeners + events.listeners, LIMITS.subscribers),
    jobs: of(store.countJobs(), LIMITS.jobs),
    workers: of(LIMITS.workers - pools.jobs.free, LIMITS.workers),
    hookWorkers: of(store.plan.countActive(HOOK_GROUP), LIMITS.hookWorkers),
    hooksOpen: of(store.countOpenHooks(LIMITS.hooksOpen), LIMITS.hooksOpen),
    alertsOpen: of(
      new AlertStore(store.plan.sql).countOpen(LIMITS.alertsOpen),
      LIMITS.alertsOpen,
    ),
    groups: of(store.plan.groups().length, LIMITS.groups),
    events: of(countRows(session, "event"), LIMITS.eventsKept),
    historyLines: of(countRows(session, "history"), LIMITS.historyLines),
  };
}

const TABLES = ["job", "run", "environment", "dependency", "event", "history"] as const;

function sizeOfStore(session: Session): SessionDump["store"] {
  const { sql } = session.store.plan;
  const pages = Number(sql.one("PRAGMA page_count", [])?.["page_count"] ?? 0);
  const pageBytes = Number(sql.one("PRAGMA page_size", [])?.["page_size"] ?? 0);
  return {
    bytes: pages * pageBytes,
    logBytes: sizeAt(`${session.paths.store}-wal`),
    rows: Object.fromEntries(TABLES.map((table) => [table, countRows(session, table)])),
  };
}

function countRows({ store }: Session, table: typeof TABLES[number]): number {
  return Number(store.plan.sql.one(`SELECT count(*) AS n FROM ${table}`, [])?.["n"] ?? 0);
}

function sizeAt(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : isoTime(ms);
}
