/**
 * Reactions that a worker wants of chored. Each has a number in its run, and is taken once: in one
 * transaction with what is done for it, before the worker is told that it may forget it.
 */

import { isWatched, type Rule } from "../job/reaction.ts";
import type { RuleCounts } from "../job/reaction_count.ts";
import { type Reaction, ReactionsFileShape } from "../job/reaction_shape.ts";
import { cutReason } from "../job/run.ts";
import { LIMITS } from "../limits.ts";
import { crashPoint } from "../system/crash_point.ts";
import { printable } from "../system/text.ts";
import type { RuleReport } from "./link.ts";
import { doReaction, tellRule } from "./reaction_acts.ts";
import { readGivenRecord } from "./records.ts";
import type { JobRow, RunRow } from "./rows.ts";
import { countOf, withCounts } from "./rules_state.ts";
import { pathsOf } from "./run_paths.ts";
import type { Session } from "./session.ts";

/** The rules that the worker of `run` looks by. */
export function watchOf(job: Pick<JobRow, "spec">, run: Pick<RunRow, "watch">): Rule[] {
  return (run.watch ?? job.spec.react).filter(isWatched);
}

export function hearRules(session: Session, run: number, report: RuleReport): void {
  if (report.report === "reaction") takeReaction(session, run, report);
  else takeCounts(session, run, report);
}

/** Has the worker of `run` look by other rules than those of its ticket, where there are any: it may not have heard. */
export function repeatRules(session: Session, runId: number): void {
  const run = session.store.run(runId);
  if (run === undefined || run.watch === null || run.mode === "bury") return;
  session.workers.order(runId, { order: "rules", rules: [...run.watch] });
}

type Told = Extract<RuleReport, { report: "reaction" }>;

/** One that follows a gap was told too early: the worker tells all again in their order. */
function takeReaction(session: Session, runId: number, { reaction, count }: Told): void {
  const run = session.store.run(runId);
  if (run === undefined || reaction.seq > run.reactionsTaken + 1) return;
  if (reaction.seq > run.reactionsTaken) {
    session.store.transaction(() => {
      takeOne(session, run, { reaction, isOver: run.endedAt !== null });
      if (count !== undefined) putCounts(session, run, { counts: { [reaction.rule]: count } });
    });
    crashPoint("reaction-committed");
  }
  session.workers.tell(runId, { kind: "reacted", seq: reaction.seq });
}

interface One {
  readonly reaction: Reaction;
  /** the run has ended, and that is about to be on record */
  readonly isOver: boolean;
}

/** In the open transaction. What fails is told, and is not tried again: it would be in the way of all others. */
function takeOne(session: Session, run: RunRow, { reaction, isOver }: One): void {
  session.store.changeRun(run.id, { reactionsTaken: reaction.seq });
  const job = session.store.job(run.job);
  const rule = (run.watch ?? job?.spec.react)?.find(({ id }) => id === reaction.rule);
  // somebody has removed it meanwhile
  if (job === undefined || rule === undefined) return;
  doReaction(session, job, { rule, run, reaction, isOver, key: `${run.id}/react/${reaction.seq}` });
}

/** The worker of `run` is gone, or is about to go: what it left of reactions is taken before its end is. */
export function takeRest(session: Session, run: RunRow): void {
  const job = session.store.job(run.job);
  if (job === undefined || watchOf(job, run).length === 0) return;
  const left = readGivenRecord(pathsOf(session, run.id).reactions, {
    shape: ReactionsFileShape,
    most: LIMITS.reactionsBytes,
  });
  if (left === undefined) return;
  session.store.transaction(() => {
    for (const reaction of left.queue) {
      const { reactionsTaken = 0 } = session.store.run(run.id) ?? {};
      if (reaction.seq === reactionsTaken + 1) takeOne(session, run, { reaction, isOver: true });
    }
    putCounts(session, run, { counts: left.counts, skippedBytes: left.skippedBytes });
  });
}

type Counts = Extract<RuleReport, { report: "rules" }>;

/** What cannot be kept comes again. */
function takeCounts(session: Session, runId: number, { counts, skippedBytes, troubles }: Counts) {
  const run = session.store.run(runId);
  const job = session.store.job(run?.job ?? 0);
  if (run === undefined || job === undefined) return;
  const which = `job ${job.id} "${job.name}"`;
  for (const text of troubles) session.log.warn(`${which}: ${printable(text)}`);
  try {
    tellHeldBack(session, job, { counts });
    putCounts(session, run, { counts, skippedBytes });
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    session.log.warn(`${which}: cannot keep what its rules have seen: ${reason}`);
  }
}

/** Said when it begins: a rule that no longer does what somebody expects of it is worth a word. */
function tellHeldBack(session: Session, job: JobRow, { counts }: { counts: RuleCounts }): void {
  for (const rule of job.spec.react) {
    const { suppressed = 0 } = counts[rule.id] ?? {};
    const before = countOf(job.rules, rule).suppressed;
    if (suppressed === 0 || before > 0) continue;
    const text = `${tellRule(rule)} is held back: at most ${limitText(rule)}`;
    session.log.warn(`job ${job.id} "${job.name}": ${text}`);
    const isShown = rule.action.do === "restart" && job.state === "running";
    if (isShown) session.store.changeJob(job.id, { why: cutReason(`${job.why}; ${text}`) });
  }
}

function limitText({ most, cooldownMs, perMinute }: Rule): string {
  return [
    ...most > 0 ? [`${most} times`] : [],
    ...cooldownMs > 0 ? [`once in ${cooldownMs / 1000} s`] : [],
    `${perMinute} times a minute`,
  ].join(", ");
}

interface Seen {
  readonly counts: RuleCounts;
  readonly skippedBytes?: number;
}

function putCounts(
  { store }: Session,
  run: Pick<RunRow, "job">,
  { counts, ...more }: Seen,
): void {
  const job = store.job(run.job);
  if (job === undefined) return;
  const state = withCounts(job.rules, counts, { rules: job.spec.react });
  store.changeJob(job.id, { rules: { ...state, ...more } });
}
