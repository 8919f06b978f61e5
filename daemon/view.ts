/** Jobs and runs as clients see them. An environment is never part of it. */

import { EXIT } from "../job/exit_code.ts";
import type { Outcome } from "../job/outcome.ts";
import { exitCodeOfSignal } from "../job/signal.ts";
import { isFinal } from "../job/state.ts";
import type { HistoryLine, JobView, OutcomeView, RunView } from "../wire/replies.ts";
import type { HistoryRow } from "./history_row.ts";
import type { JobRow, RunRow } from "./rows.ts";

export function viewJob(job: JobRow, runs: readonly RunRow[]): JobView {
  return {
    id: job.id,
    name: job.name,
    state: job.state,
    command: job.spec.argv,
    cwd: job.spec.cwd,
    group: job.group,
    priority: job.priority,
    slots: job.slots,
    nextAt: job.wakeAt !== null && hasNextTime(job) ? isoTime(job.wakeAt) : null,
    after: job.spec.after.map(({ job: name, when }) => ({ name, when })),
    pinned: job.pinned,
    createdAt: isoTime(job.createdAt),
    createdBy: job.createdBy,
    why: job.why,
    tab: job.tabLine === null ? null : { line: job.tabLine },
    readyAt: job.readyAt === null ? null : isoTime(job.readyAt),
    hook: viewHookOf(job),
    exitCode: isFinal(job.state) ? exitCodeOfJob(job, runs.at(-1)?.outcome ?? null) : null,
    runs: runs.map(viewRun),
  };
}

function viewHookOf({ hook }: JobRow): JobView["hook"] {
  if (hook === null) return null;
  const { kind, job, run } = hook;
  return { kind, of: { job: job || null, run: run || null } };
}

/** Whether what is due next is a start, and no deadline. */
function hasNextTime({ state, spec }: JobRow): boolean {
  if (state === "waiting" || state === "queued") return false;
  return state === "scheduled" || state === "backoff" || spec.when.kind === "cron";
}

export function viewHistory(row: HistoryRow): HistoryLine {
  return {
    ...row,
    outcome: viewOutcome(row.outcome),
    startedAt: row.startedAt === null ? null : isoTime(row.startedAt),
    endedAt: isoTime(row.endedAt),
  };
}

function viewRun(run: RunRow): RunView {
  return {
    run: run.id,
    pid: run.pid,
    startedAt: run.startedAt === null ? null : isoTime(run.startedAt),
    endedAt: run.endedAt === null ? null : isoTime(run.endedAt),
    outcome: run.outcome === null ? null : viewOutcome(run.outcome),
    stdoutBytes: run.stdoutBytes,
    stderrBytes: run.stderrBytes,
    droppedBytes: run.droppedBytes,
    leftBehind: run.leftBehind,
    endedBy: run.endedBy,
  };
}

function viewOutcome(outcome: Outcome): OutcomeView {
  return {
    kind: outcome.kind,
    code: outcome.kind === "exited" ? outcome.code : null,
    signal: outcome.kind === "signaled" ? outcome.signal : null,
    reason: "reason" in outcome ? outcome.reason : outcome.cause ?? null,
  };
}

/** Nobody is to take a job for a success that has failed, as one may that ends in peace when its time is over. */
function exitCodeOfJob({ state }: JobRow, outcome: Outcome | null): number {
  const code = exitCodeOf(outcome);
  return code === EXIT.ok && (state === "failed" || state === "timedout") ? EXIT.differs : code;
}

/** The exit code that stands for an outcome: the job's own, 128 + signal, or ours where it had none. */
function exitCodeOf(outcome: Outcome | null): number {
  switch (outcome?.kind) {
    case "exited":
      return outcome.code;
    case "signaled":
      return exitCodeOfSignal(outcome.signal);
    case "lost":
      return EXIT.system;
    default:
      return EXIT.refused;
  }
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
