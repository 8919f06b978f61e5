/** A damaged store is set aside, and a new one made from the run folders, as far as they tell. */

import { fileDate, TicketShape } from "../job/run.ts";
import { LIMITS } from "../limits.ts";
import { exists, syncFolder } from "../system/durable.ts";
import { runPaths, type SessionPaths } from "../system/paths.ts";
import { type Origin, OriginShape } from "./origin.ts";
import { readFinal, readRecord, readStarted } from "./records.ts";
import { Store } from "./store.ts";

export interface Rebuilt {
  readonly store: Store;
  /** what became of it, in words for the log and the terminal */
  readonly told: string;
}

/** What is wrong with the store; undefined where it is sound. */
export function damageOf(store: Store, paths: SessionPaths): string | undefined {
  const answer = store.check();
  if (answer !== "ok") return answer;
  // it was deleted, or emptied, or an earlier rebuilding was cut short
  const isBlank = store.nextJobId() === 1 && listRuns(paths).length > 0;
  return isBlank ? "it knows of no job, but there are runs" : undefined;
}

/** Moves the damaged store out of the way and makes a new one. */
export function rebuildStore(paths: SessionPaths, reason: string): Rebuilt {
  const aside = `${paths.store}.damaged-${fileDate(Date.now())}`;
  for (const suffix of ["", "-wal", "-shm"]) {
    if (exists(paths.store + suffix)) Deno.renameSync(paths.store + suffix, aside + suffix);
  }
  syncFolder(paths.cache);
  const store = new Store(paths.store);
  const origins = withoutTwins(
    listRuns(paths).map((name) => readOrigin(paths, name))
      .filter((origin) => origin !== undefined)
      .sort((a, b) => a.run - b.run),
  );
  store.transaction(() => {
    for (const origin of origins) restore(store, origin, paths);
    // ids of jobs that left no folder must not be given out again
    const most = origins.reduce((id, { job, run }) => Math.max(id, job, run), 0);
    store.skipIds(most + LIMITS.idGap);
  });
  const jobs = store.countJobs();
  return {
    store,
    told: `the store was damaged (${reason}): it is kept as "${aside}"; ` +
      `${jobs} jobs were found again by their run folders; jobs that had not started are lost`,
  };
}

function listRuns({ runs }: SessionPaths): string[] {
  return [...Deno.readDirSync(runs)].map(({ name }) => name).filter((name) => /^\d+$/.test(name));
}

/** Undefined where it is of another run: somebody has copied its folder. */
function readOrigin({ runs }: SessionPaths, name: string): Origin | undefined {
  const kind = { shape: OriginShape, most: LIMITS.frameBytes };
  const origin = readRecord(`${runs}/${name}/spec`, kind);
  return origin !== undefined && String(origin.run) === name ? origin : undefined;
}

/** No two jobs have one request, and no two runs one label: of such, changed by hand, the first counts. */
function withoutTwins(origins: readonly Origin[]): Origin[] {
  const jobs = new Map<string, number>();
  const labels = new Set<string>();
  return origins.filter(({ job, request, label }) => {
    const owner = jobs.get(request) ?? job;
    if (owner !== job || labels.has(label)) return false;
    jobs.set(request, job);
    labels.add(label);
    return true;
  });
}

function restore(store: Store, origin: Origin, paths: SessionPaths): void {
  const files = runPaths(`${paths.runs}/${origin.run}`);
  const why = "found again after the store was damaged";
  if (store.job(origin.job) === undefined) {
    // an older holder of the name makes way for the newer one, which comes later
    const holder = store.jobByName(origin.name);
    if (holder !== undefined) store.removeJob(holder.id);
    const { job: id, request, name, spec, createdAt, createdBy, hook } = origin;
    knowGroup(store, spec.group);
    store.addJob({ id, request, name, state: "starting", spec, why, createdAt, createdBy, hook });
    if (origin.tab) store.putTab(id, origin.tab);
  }
  store.addRun({ id: origin.run, job: origin.job, label: origin.label });
  const ticket = readRecord(files.ticket, { shape: TicketShape, most: LIMITS.recordBytes });
  const started = readStarted(files);
  store.changeRun(origin.run, {
    mode: ticket?.mode ?? "run",
    attempts: 1,
    ...(started === undefined ? {} : { pid: started.pid, startedAt: started.at }),
  });
  const older = store.runsOf(origin.job).at(-2);
  if (older !== undefined && older.endedAt === null) closeOlder(store, older.id, paths);
  store.changeJob(origin.job, { run: origin.run });
}

/** Groups are lost with the store: one that a job names is there again, with the least that it can have. */
function knowGroup(store: Store, name: string): void {
  if (name === "default" || store.plan.group(name) !== undefined) return;
  store.plan.putGroup({ name, slots: 1, state: "open" });
}

/** An older run of a job that was started again had ended, whatever can be read of it now. */
function closeOlder(store: Store, run: number, paths: SessionPaths): void {
  const state = readFinal(runPaths(`${paths.runs}/${run}`))?.state;
  store.changeRun(run, {
    outcome: state?.phase === "ended"
      ? state.outcome
      : { kind: "lost", reason: "its record was lost" },
    endedAt: state?.phase === "ended" ? state.endedAt : Date.now(),
  });
}

/** Whether `error` says that the file is no sound database. */
export function isDamage(error: unknown): boolean {
  const text = error instanceof Error ? error.message : String(error);
  return /malformed|not a database|file is encrypted|disk image|corrupt/i.test(text);
}
