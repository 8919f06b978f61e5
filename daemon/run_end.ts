/** The end of a run on chored's side: what it makes of the job, once, whoever tells it how often. */

import { type Again, decideAgain } from "../job/again.ts";
import { describeOutcome, eventOfOutcome, type Outcome } from "../job/outcome.ts";
import { cutReason, type EndedState } from "../job/run.ts";
import { type Event, next, type State } from "../job/state.ts";
import { advance, type Step } from "./advance.ts";
import type { JobChange, JobRow, RunChange, RunRow } from "./rows.ts";
import { pathsOf } from "./run_paths.ts";
import type { Session } from "./session.ts";
import { isReboot, nextCronTime } from "./times.ts";

export function finishRun(session: Session, run: RunRow, ended: EndedState): void {
  if (run.endedAt !== null) return;
  const job = session.store.job(run.job);
  if (job === undefined) return;
  session.recovery.note(run.id, ended.outcome.kind === "lost" ? "lost" : "ended");
  const event = eventOfOutcome(ended.outcome, {
    endedBy: run.ender ?? (ended.timedOut ? "timeout" : undefined),
    success: job.spec.success,
  });
  const by = run.endedBy === null ? "" : `; ${run.endedBy}`;
  const limit = event === "expire" ? `; its time limit was ${job.spec.timeoutMs / 1000} s` : "";
  const why = `${describeOutcome(ended.outcome)}${limit}${by}`;
  advance(session, run.job, {
    ...stepAfter(session, job, { run, ended, event, why }),
    run: changeOf(ended),
    also: () => keepLine(session, job, { run, ended, event }),
  });
}

/** Ends a run that no worker can tell of. */
export function closeRun(session: Session, run: RunRow, outcome: Outcome): void {
  finishRun(session, run, {
    phase: "ended",
    outcome,
    endedAt: session.now(),
    stdoutBytes: sizeOf(pathsOf(session, run.id).stdout),
    stderrBytes: sizeOf(pathsOf(session, run.id).stderr),
    droppedBytes: 0,
    leftBehind: false,
    timedOut: false,
  });
}

interface End {
  readonly run: RunRow;
  readonly ended: EndedState;
  /** how it ended, were there no policy and no next time */
  readonly event: Event;
  readonly why: string;
}

/** Again by its policy, or at its next time, or for good. */
function stepAfter(session: Session, job: JobRow, end: End): Step {
  const anew = { starts: 0, tries: 0, triesSince: null };
  if (end.run.ender === "session" && job.again === null) return stepAfterSession(session, job, end);
  const again = againAfter(job, end);
  if (again.kind === "again") {
    const { pauseMs, attempt, series } = again;
    const inSeconds = (pauseMs / 1000).toFixed(1);
    const next = `attempt ${attempt} of ${job.spec.restart.attempts} in ${inSeconds} s`;
    return {
      event: "retry",
      why: cutReason(`${end.why}; ${next}`),
      job: {
        wakeAt: session.now() + pauseMs,
        ...{ starts: series.length, tries: series.tries, triesSince: series.since },
        // it is the start that the machine's start asked for
        ...(isReboot(job.spec.when) ? { missed: 0 } : {}),
      },
    };
  }
  const why = cutReason(again.kind === "givenUp" ? `${end.why}; ${again.why}` : end.why);
  if (job.spec.when.kind !== "cron" || end.event === "halt" || job.again !== null) {
    return { event: end.event, why, job: { wakeAt: null, missed: 0, ...anew } };
  }
  return { event: "repeat", why, job: { ...nextTurn(session, job), ...anew } };
}

/** Nobody wanted it to end but the chored that left: what is to run always goes on with the next one. */
function stepAfterSession(session: Session, job: JobRow, { event, why: said }: End): Step {
  const { policy } = job.spec.restart;
  const why = cutReason(said);
  if (policy === "always" || policy === "unless-stopped") {
    return { event: "retry", why, job: { wakeAt: session.now() } };
  }
  if (job.spec.when.kind !== "cron") return { event, why, job: { wakeAt: null, missed: 0 } };
  return { event: "repeat", why, job: nextTurn(session, job) };
}

function againAfter(job: JobRow, { run, ended, event }: End): Again {
  if (ended.outcome.kind === "refused" || job.again !== null) return { kind: "no" };
  const startedAt = ended.startedAt ?? run.startedAt ?? ended.endedAt;
  return decideAgain(job.spec.restart, {
    event,
    series: { length: job.starts, tries: job.tries, since: job.triesSince ?? startedAt },
    startedAt,
    endedAt: ended.endedAt,
    chance: Math.random(),
  });
}

/** At once, where a time passed while it ran that is not to be lost. */
function nextTurn(session: Session, job: JobRow): JobChange {
  if (job.missed > 0) return { wakeAt: session.now(), missed: job.missed - 1 };
  return { wakeAt: job.wakeAt ?? nextCronTime(session, job) ?? null };
}

function changeOf(ended: EndedState): RunChange {
  return {
    outcome: ended.outcome,
    endedAt: ended.endedAt,
    stdoutBytes: ended.stdoutBytes,
    stderrBytes: ended.stderrBytes,
    droppedBytes: ended.droppedBytes,
    leftBehind: ended.leftBehind,
    ...(ended.pid === undefined ? {} : { pid: ended.pid }),
    ...(ended.startedAt === undefined ? {} : { startedAt: ended.startedAt }),
  };
}

/** The run's line in the history, in the same transaction as its end. */
function keepLine(
  { store }: Session,
  job: JobRow,
  { run, ended, event }: { run: RunRow; ended: EndedState; event: Event },
): void {
  const state: State = next("running", event) ?? "failed";
  store.plan.addHistory({
    run: run.id,
    job: job.id,
    name: job.name,
    command: job.spec.argv,
    askedBy: job.createdBy,
    state,
    outcome: ended.outcome,
    endedBy: run.endedBy,
    startedAt: ended.startedAt ?? run.startedAt,
    endedAt: ended.endedAt,
    stdoutBytes: ended.stdoutBytes,
    stderrBytes: ended.stderrBytes,
  });
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}
