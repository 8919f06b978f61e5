/** The life of a run on chored's side: begin it, launch its worker, take its end. */

import { gateScript } from "../job/gate.ts";
import { passText } from "../job/pass.ts";
import { cutReason, fileDate, type RunState, type Ticket } from "../job/run.ts";
import { exists, syncFolder } from "../system/durable.ts";
import { crashPoint } from "../system/crash_point.ts";
import { tryLock } from "../system/lock.ts";
import type { RunPaths } from "../system/paths.ts";
import { advance } from "./advance.ts";
import { pruneRuns } from "./clean.ts";
import { placeGroup } from "./cgroup.ts";
import { placeConfinement } from "./confine.ts";
import { passageFor, placeHooks, wantsPre } from "./hooks.ts";
import { checkSource, feedOf, placeInput, sourceRun } from "./run_input.ts";
import { pathsOf } from "./run_paths.ts";
import { boundSpec } from "./policy.ts";
import { closeRun, finishRun } from "./run_end.ts";
import { wakeAfterStart } from "./times.ts";
import { placeUserEnv } from "./user.ts";
import { withCounts } from "./rules_state.ts";
import { readTicket, writeGate, writeOrigin, writePass, writeTicket } from "./records.ts";
import { watchOf } from "./reactions.ts";
import type { JobRow, RunChange, RunRow } from "./rows.ts";
import type { Session } from "./session.ts";

/** Gives a queued job a run, and the run a worker. */
export function beginRun(session: Session, job: JobRow): void {
  const label = freeLabel(session, job.name);
  if (
    !advance(session, job.id, {
      event: "start",
      why: wantsPre(session, job) ? "waits for its --pre" : starts,
      newRun: { label, prepare: (run) => makeFolder(session, run) },
      run: { attempts: 1, inputRun: sourceRun(session, job) },
      job: { wakeAt: wakeAfterStart(session, job) },
      also: () => {
        session.store.plan.renewDependencies(job.id);
        placePre(session, job);
      },
    })
  ) {
    return;
  }
  pruneRuns(session, job.id);
  crashPoint("run-committed");
  const run = session.store.run(session.store.job(job.id)?.run ?? 0);
  if (run !== undefined && passageFor(session, run).kind === "free") startWorker(session, run);
}

const starts = "its worker starts";

/** In the open transaction: the run has its id, and nobody has heard of it. */
function placePre(session: Session, job: JobRow): void {
  const run = session.store.job(job.id)?.run ?? null;
  if (run === null) return;
  const told = { state: "starting", reason: "it is about to begin" } as const;
  placeHooks(session, job, { run, kinds: ["pre"], told });
}

/** The hooks before the command of `run` have succeeded, which is on record. */
export function goOn(session: Session, run: RunRow): void {
  session.store.changeJob(run.job, { why: starts });
  startWorker(session, run);
}

/** The first worker of `run`; where none can be started, the run is refused. */
function startWorker(session: Session, run: RunRow): void {
  try {
    checkSource(session, run);
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
  const job = session.store.job(run.job);
  if (job === undefined) return;
  const paths = pathsOf(session, run.id);
  if (run.mode === "run") placeGate(session, job, { run, paths });
  const nonce = newNonce();
  const ticket = ticketFor(session, job, { run, paths, nonce });
  writeTicket(paths, ticket);
  crashPoint("ticket-written");
  session.workers.spawn({ run, nonce, input: ticket.input });
  crashPoint("worker-spawned");
}

interface Begun {
  readonly run: RunRow;
  readonly paths: RunPaths;
}

function placeGate(session: Session, job: JobRow, { run, paths }: Begun): void {
  const { store, paths: { session: name } } = session;
  const spec = { ...job.spec, env: store.envOf(job.id) };
  const { request, createdAt, createdBy, hook } = job;
  const origin = {
    job: job.id,
    run: run.id,
    name: job.name,
    request,
    label: run.label,
    createdAt,
    createdBy,
    spec,
    tab: job.tab === null ? null : { key: job.tab, line: job.tabLine },
    hook,
  };
  writeOrigin(paths, origin);
  const about = {
    ...{ run: run.id, job: job.name, session: name, w: paths.w, isHook: hook !== null },
    input: placeInput(session, job, paths),
  };
  const whole = boundSpec(session, { ...spec, env: store.wholeEnvOf(job) }, { run: run.id });
  if (session.policy !== undefined) return writePass(paths, passText(whole, about));
  const confinement = placeConfinement(session, whole, { run: about, paths });
  const cgroup = placeGroup(session, whole, { run: run.id, paths });
  const userEnv = placeUserEnv(whole, { run: about, paths });
  writeGate(paths, gateScript(whole, { ...about, confinement, cgroup, userEnv }));
}

function ticketFor(
  session: Session,
  job: JobRow,
  { run, paths, nonce }: Begun & { readonly nonce: string },
): Ticket {
  // a spec may have changed since the command began: who follows a worker goes on as that one did
  const before = run.mode === "run" ? undefined : readTicket(paths);
  const { graceMs, orphan, output, log, timeoutMs = 0 } = before ?? job.spec;
  const input = run.mode === "run" ? feedOf(session, job, run) : before?.input;
  return {
    ...{ run: run.id, job: job.id, name: job.name, nonce, mode: run.mode },
    ...{ graceMs, orphan, output, debug: session.options.debug, timeoutMs },
    ...watchFor(job, { run, before: before?.watch }),
    ...log === undefined ? {} : { log },
    ...input === undefined ? {} : { input },
  };
}

interface Watching {
  readonly run: RunRow;
  /** what the worker before had */
  readonly before: Ticket["watch"];
}

/** What the worker looks by; who buries a run looks at nothing. */
function watchFor(job: JobRow, { run, before }: Watching): Pick<Ticket, "watch"> {
  if (run.mode === "bury") return {};
  const isFirst = run.mode === "run" || run.watch !== null;
  const rules = isFirst ? watchOf(job, run) : before?.rules ?? [];
  if (rules.length === 0) return {};
  const { counts } = withCounts(job.rules, {}, { rules });
  return { watch: { rules, counts, seq: run.reactionsTaken } };
}

/** A worker tells the state of its run. */
export function takeState(session: Session, runId: number, state: RunState): void {
  const run = session.store.run(runId);
  if (run === undefined || state.phase === "preparing") return;
  if (state.phase === "running") {
    const why = "its command runs";
    advance(session, run.job, {
      event: "run",
      why,
      run: { pid: state.pid, startedAt: state.startedAt },
      also: () => placeStart(session, run, { why }),
    });
    crashPoint("started-committed");
    return;
  }
  finishRun(session, run, state);
  crashPoint("end-committed");
  session.workers.tell(runId, { kind: "taken" });
}

/** Once for a run, however often its worker tells of its start. */
function placeStart(session: Session, run: RunRow, { why }: { why: string }): void {
  const job = session.store.job(run.job);
  if (job === undefined || run.startedAt !== null) return;
  const told = { state: "running", reason: why } as const;
  placeHooks(session, job, { run: run.id, kinds: ["on-start"], told });
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
