/** The end of a run on chored's side: what it makes of the job, once, whoever tells it how often. */

import { type Again, decideAgain } from "../job/again.ts";
import { describeOutcome, type Ender, eventOfOutcome, type Outcome } from "../job/outcome.ts";
import { limitEnd, withCause } from "../job/limit_end.ts";
import { mostBytes } from "../job/log_policy.ts";
import { cutReason, type EndedState } from "../job/run.ts";
import { type Event, next, type State } from "../job/state.ts";
import type { RunPaths } from "../system/paths.ts";
import { retireFifo } from "../system/retire_fifo.ts";
import { advance, type Step } from "./advance.ts";
import { loggedOf } from "./logged.ts";
import { isBarred, placeEndHooks } from "./hooks.ts";
import { whyScheduled } from "./place.ts";
import { reactToExit } from "./own_rules.ts";
import { takeRest } from "./reactions.ts";
import type { JobChange, JobRow, RunChange, RunRow } from "./rows.ts";
import { pathsOf } from "./run_paths.ts";
import type { Session } from "./session.ts";
import { isReboot, nextCronTime } from "./times.ts";

export function finishRun(session: Session, run: RunRow, told: EndedState): void {
  if (run.endedAt !== null) return;
  takeRest(session, run);
  const job = session.store.job(run.job);
  if (job === undefined) return;
  const ended = { ...told, outcome: withCause(told.outcome, job.spec, told) };
  session.recovery.note(run.id, ended.outcome.kind === "lost" ? "lost" : "ended");
  const event = eventOfOutcome(ended.outcome, {
    endedBy: run.ender ?? enderOf(ended),
    success: job.spec.success,
  });
  const by = run.endedBy === null ? "" : `; ${run.endedBy}`;
  const limit = event === "expire" ? `; its time limit was ${job.spec.timeoutMs / 1000} s` : "";
  const bound = limitEnd(ended.outcome, job.spec);
  const full = ended.logFull ? `; its log is full (${mostBytes(job.spec.log)} bytes)` : "";
  const missed = ended.missedBytes
    ? `; ${ended.missedBytes} bytes of its input were rotated away`
    : "";
  const ruled = ended.ruled === undefined
    ? ""
    : `; its rule ${ended.ruled.rule} has it ${
      ended.ruled.action === "kill" ? "killed" : "terminated"
    }`;
  const why = `${describeOutcome(ended.outcome)}${bound}${limit}${full}${missed}${ruled}${by}`;
  const step = stepAfter(session, job, { run, ended, event, why });
  const state = next("running", event) ?? "failed";
  advance(session, run.job, {
    ...step,
    run: changeOf(ended),
    ranTo: state,
    also: () => {
      keepLine(session, job, { run, ended, state });
      const isForGood = step.event !== "retry";
      placeEndHooks(session, job, { run, outcome: ended.outcome, event, why, isForGood });
      const { outcome } = ended;
      if (outcome.kind === "exited") {
        reactToExit(session, job.id, { run: run.id, code: outcome.code });
      }
      // a chored that leaves is no end that others wait for
      if (step.event === "repeat" && run.ender !== "session") {
        session.store.plan.endDependencies(job.id, state);
      }
    },
  });
}

/** Why its worker ended it. */
function enderOf({ timedOut, logFull, ruled }: EndedState): Ender | undefined {
  if (timedOut) return "timeout";
  return logFull ? "log" : ruled === undefined ? undefined : "rule";
}

/** Ends a run that no worker can tell of. */
export function closeRun(session: Session, run: RunRow, outcome: Outcome): void {
  const paths = pathsOf(session, run.id);
  putAwayFifo(session, paths);
  finishRun(session, run, {
    phase: "ended",
    outcome,
    endedAt: session.now(),
    ...loggedOf(paths),
    droppedBytes: 0,
    leftBehind: false,
    timedOut: false,
  });
}

/** No worker does it: whoever writes to it would wait for ever. */
function putAwayFifo({ log }: Session, { stdin }: RunPaths): void {
  try {
    retireFifo(stdin);
  } catch (error) {
    log.warn(`cannot put away "${stdin}": ${error instanceof Error ? error.message : error}`);
  }
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
  const again = againAfter(session, job, end);
  if (again.kind === "again") {
    const { pauseMs, attempt, series } = again;
    const wakeAt = session.now() + pauseMs;
    // somebody may ask long after: a time says then what a pause does not
    const at = new Date(wakeAt).toISOString();
    const next = `attempt ${attempt} of ${job.spec.restart.attempts} at ${at}`;
    return {
      event: "retry",
      why: cutReason(`${end.why}; ${next}`),
      job: {
        wakeAt,
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
  return repeat(session, job, { why, anew });
}

/** It waits again, and says for what; how its run ended comes after that. */
function repeat(
  session: Session,
  job: JobRow,
  { why, anew = {} }: { why: string; anew?: JobChange },
): Step {
  const turn = nextTurn(session, job);
  const next = whyScheduled(job.spec, turn.wakeAt ?? null);
  return {
    event: "repeat",
    why: cutReason(`${next}; its last run: ${why}`),
    job: { ...turn, ...anew },
  };
}

/** Nobody wanted it to end but the chored that left: what is to run always goes on with the next one. */
function stepAfterSession(session: Session, job: JobRow, { event, why: said }: End): Step {
  const { policy } = job.spec.restart;
  const why = cutReason(said);
  if (policy === "always" || policy === "unless-stopped") {
    return { event: "retry", why, job: { wakeAt: session.now() } };
  }
  if (job.spec.when.kind !== "cron") return { event, why, job: { wakeAt: null, missed: 0 } };
  return repeat(session, job, { why });
}

/** What could not start will not, but where a hook before it was the reason: that is an attempt. */
function againAfter(session: Session, job: JobRow, { run, ended, event }: End): Again {
  const isRefused = ended.outcome.kind === "refused" && !isBarred(session, run);
  if (isRefused || job.again !== null) return { kind: "no" };
  const startedAt = ended.startedAt ?? run.startedAt ?? ended.endedAt;
  return decideAgain(job.spec.restart, {
    event,
    series: { length: job.starts, tries: job.tries, since: job.triesSince ?? startedAt },
    startedAt,
    endedAt: ended.endedAt,
    chance: Math.random(),
  });
}

/** At once, where a time passed while it ran that is not to be lost; one that has just come is not lost for that. */
function nextTurn(session: Session, job: JobRow): JobChange {
  const isDue = job.wakeAt !== null && job.wakeAt <= session.now();
  if (job.missed > 0 && !isDue) return { wakeAt: session.now(), missed: job.missed - 1 };
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
  { run, ended, state }: { run: RunRow; ended: EndedState; state: State },
): void {
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
