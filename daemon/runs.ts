/** The life of a run on chored's side: begin it, launch its worker, take its end. */

import { gateScript } from "../job/gate.ts";
import { cutReason, fileDate, type RunState, type Ticket } from "../job/run.ts";
import { exists, syncFolder } from "../system/durable.ts";
import { crashPoint } from "../system/crash_point.ts";
import { tryLock } from "../system/lock.ts";
import { advance } from "./advance.ts";
import { pruneRuns } from "./clean.ts";
import { pathsOf } from "./run_paths.ts";
import { closeRun, finishRun } from "./run_end.ts";
import { wakeAfterStart } from "./times.ts";
import { writeGate, writeOrigin, writeTicket } from "./records.ts";
import type { JobRow, RunChange, RunRow } from "./rows.ts";
import type { Session } from "./session.ts";

/** Gives a queued job a run, and the run a worker. */
export function beginRun(session: Session, job: JobRow): void {
  const label = freeLabel(session, job.name);
  if (
    !advance(session, job.id, {
      event: "start",
      why: "its worker starts",
      newRun: { label, prepare: (run) => makeFolder(session, run) },
      run: { attempts: 1 },
      job: { wakeAt: wakeAfterStart(session, job) },
    })
  ) {
    return;
  }
  pruneRuns(session, job.id);
  crashPoint("run-committed");
  const run = session.store.run(session.store.job(job.id)?.run ?? 0);
  if (run === undefined) return;
  try {
    const paths = pathsOf(session, run.id);
    const lock = tryLock(paths.workerLock);
    if (lock === null) throw new Error(`"${paths.workerLock}" is locked`);
    try {
      launch(session, run);
    } finally {
      lock.close();
    }
  } catch (error) {
    const reason = cutReason(
      `its worker cannot start: ${error instanceof Error ? error.message : error}`,
    );
    session.log.error(`run ${run.id}: ${reason}`);
    refuseRun(session, run, { reason });
  }
}

/** Where the store cannot take that, the run is looked at until it can. */
function refuseRun(session: Session, run: RunRow, { reason }: { reason: string }): void {
  try {
    closeRun(session, run, { kind: "refused", reason });
  } catch {
    session.examiner.examine(run.id);
  }
}

/** Starts another worker for `run`: `run` again, where it is known that its command never ran, or an undertaker. */
export function relaunch(
  session: Session,
  run: RunRow,
  change: Pick<RunChange, "mode" | "attempts">,
): void {
  session.store.changeRun(run.id, change);
  if (change.mode === "bury") crashPoint("bury-committed");
  if (change.mode === "adopt") crashPoint("adopt-committed");
  const changed = session.store.run(run.id);
  if (changed !== undefined) launch(session, changed);
}

/**
 * Writes gate and ticket and starts the worker. The caller holds the worker's lock, and the intent is
 * committed. Neither file needs to outlive a power cut: after one the boot differs, and what decides
 * is `started`, which the worker makes durable; but their folder must, or `started` could be lost with it.
 */
function launch(session: Session, run: RunRow): void {
  const { store, options, paths: { session: name } } = session;
  const job = store.job(run.job);
  if (job === undefined) return;
  const paths = pathsOf(session, run.id);
  if (run.mode === "run") {
    const spec = { ...job.spec, env: store.envOf(job.id) };
    const { request, createdAt, createdBy } = job;
    const origin = {
      job: job.id,
      run: run.id,
      name: job.name,
      request,
      label: run.label,
      createdAt,
      createdBy,
      spec,
    };
    writeOrigin(paths, origin);
    writeGate(paths, gateScript(spec, { run: run.id, job: job.name, session: name, w: paths.w }));
  }
  const nonce = newNonce();
  const { graceMs, orphan, output } = job.spec;
  const ticket: Ticket = {
    ...{ run: run.id, job: job.id, name: job.name, nonce, mode: run.mode },
    ...{ graceMs, orphan, output, debug: options.debug, timeoutMs: job.spec.timeoutMs ?? 0 },
  };
  writeTicket(paths, ticket);
  crashPoint("ticket-written");
  session.workers.spawn({ run, nonce });
  crashPoint("worker-spawned");
}

/** A worker tells the state of its run. */
export function takeState(session: Session, runId: number, state: RunState): void {
  const run = session.store.run(runId);
  if (run === undefined || state.phase === "preparing") return;
  if (state.phase === "running") {
    advance(session, run.job, {
      event: "run",
      why: "its command runs",
      run: { pid: state.pid, startedAt: state.startedAt },
    });
    crashPoint("started-committed");
    return;
  }
  finishRun(session, run, state);
  crashPoint("end-committed");
  session.workers.take(runId);
}

/**
 * The folder is there before the run is on record: one that is missing was deleted, and never means
 * that the run had not begun. An attempt whose commit failed may have left one of the same number.
 */
function makeFolder(session: Session, run: number): void {
  const paths = pathsOf(session, run);
  if (exists(paths.folder)) Deno.removeSync(paths.folder, { recursive: true });
  Deno.mkdirSync(paths.folder, { mode: 0o700 });
  Deno.mkdirSync(paths.w, { mode: 0o700 });
  syncFolder(paths.folder);
  syncFolder(session.paths.runs);
}

/** NAME-DATE, or NAME-DATE.2 where two begin within a second. */
function freeLabel(session: Session, name: string): string {
  const label = `${name}-${fileDate(session.now())}`;
  for (let n = 2, free = label;; free = `${label}.${n++}`) {
    if (!session.store.hasLabel(free)) return free;
  }
}

function newNonce(): string {
  return crypto.randomUUID().replaceAll("-", "");
}
