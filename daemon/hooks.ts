/**
 * Hooks: each is a job of its own. It is placed in the transaction of the change that calls for it, so
 * that no crash can lose it, and under a request id that its run gives out once, so that none repeats it.
 */

import { hookName, hookRequest, hookSpec, hookVariables, type Subject } from "../job/hook_job.ts";
import { type Passage, passageOf } from "../job/hook_job.ts";
import { type HookKind, hookOfEnd } from "../job/hook_kinds.ts";
import { type DueHook, dueHooks, hasHooks, type HookSources } from "../job/hooks.ts";
import type { Outcome } from "../job/outcome.ts";
import { type Event, isFinal, next } from "../job/state.ts";
import { crashPoint } from "../system/crash_point.ts";
import { printable } from "../system/text.ts";
import { announce } from "./announce.ts";
import type { Change } from "./changes.ts";
import { placeJob } from "./place.ts";
import type { JobRow, RunRow } from "./rows.ts";
import { pathsOf } from "./run_paths.ts";
import type { Session } from "./session.ts";

/** What hooks are told of a run, beside whose it is. */
export type Told = Pick<Subject, "state" | "outcome" | "reason">;

export interface Call {
  readonly run: number;
  readonly kinds: readonly HookKind[];
  readonly told: Told;
}

/** Whether anything is to run before or after the runs of `job`. */
export function wantsHooks(session: Session, job: JobRow): boolean {
  return job.hook === null && hasHooks(sourcesOf(session, job));
}

/** Whether the command of `job` has to wait for hooks before it. */
export function wantsPre(session: Session, job: JobRow): boolean {
  return job.hook === null && dueHooks(["pre"], sourcesOf(session, job)).length > 0;
}

/** A hook has none of its own. */
function sourcesOf({ config }: Session, { spec }: JobRow): HookSources {
  return { session: config.hooks, job: spec.hooks };
}

/** Puts the hooks of these kinds into the open transaction. Those of `pre` run one after the other. */
export function placeHooks(session: Session, job: JobRow, { run, kinds, told }: Call): void {
  if (job.hook !== null) return;
  const { stdout, stderr } = pathsOf(session, run);
  const subject = {
    ...{ job: job.name, jobId: job.id, run, session: session.paths.session },
    ...{ attempt: job.tries + 1, stdout, stderr, ...told },
    reason: printable(told.reason),
  };
  let before: string | undefined;
  for (const hook of dueHooks(kinds, sourcesOf(session, job))) {
    const name = placeHook(session, job, { hook, subject, before });
    if (hook.kind === "pre") before = name;
  }
}

interface OneHook {
  readonly hook: DueHook;
  readonly subject: Subject;
  /** the hook that must have succeeded */
  readonly before: string | undefined;
}

/** Gives its name. */
function placeHook(session: Session, job: JobRow, { hook, subject, before }: OneHook): string {
  const { store } = session;
  const { kind } = hook;
  const request = hookRequest(subject.run, hook);
  const known = store.jobByRequest(request);
  if (known !== undefined) return known.name;
  const spec = hookSpec({ ...job.spec, env: store.envOf(job.id) }, hook);
  const placed = placeJob(session, {
    ...{ request, name: undefined, like: hookName(job.name, kind), ifAbsent: false },
    spec: before === undefined ? spec : { ...spec, after: [{ job: before, when: "success" }] },
    hook: { kind, run: subject.run, job: job.id, env: hookVariables(kind, subject) },
  }, { who: job.createdBy });
  const who = `the ${kind} of run ${subject.run} of job "${job.name}"`;
  store.afterCommit(() => announce(session, placed, { who }));
  return placed.name;
}

/** What is known when a run has ended. */
export interface RunEnd {
  readonly run: RunRow;
  readonly outcome: Outcome;
  /** how it ended, were there no policy and no next time */
  readonly event: Event;
  readonly why: string;
  /** its policy starts no other for it */
  readonly isForGood: boolean;
}

/** What follows upon the end of a run: in the transaction of that end. */
export function placeEndHooks(
  session: Session,
  job: JobRow,
  { run, outcome, event, why, isForGood }: RunEnd,
): void {
  const ran = outcome.kind !== "refused";
  const last = isForGood ? hookOfEnd(event) : undefined;
  const kinds: (HookKind | undefined)[] = [
    // nobody heard of its start before its end
    ran && run.startedAt === null ? "on-start" : undefined,
    ran ? "post" : undefined,
    last,
  ];
  const told = { state: next("running", event) ?? "failed", outcome, reason: why };
  placeHooks(session, job, {
    ...{ run: run.id, told },
    kinds: kinds.filter((kind) => kind !== undefined),
  });
}

/** Whether the command of `run` may be started, by what is on record. */
export function passageFor({ store }: Session, run: RunRow): Passage {
  return passageOf(store.hooksOf(run.id).filter(({ hook }) => hook?.kind === "pre"));
}

/** Whether there were hooks before the command of `run`. */
export function wasHeld({ store }: Session, run: RunRow): boolean {
  return store.hooksOf(run.id).some(({ hook }) => hook?.kind === "pre");
}

/** Whether the command of `run` could not begin because of a hook before it, and for nothing else. */
export function isBarred(session: Session, run: RunRow): boolean {
  return run.ender === null && passageFor(session, run).kind === "barred";
}

/** Whether a run that has not begun hangs on what became of this hook. */
export function isNeeded({ store }: Session, { hook }: JobRow): boolean {
  if (hook?.kind !== "pre") return false;
  const run = store.run(hook.run);
  return run !== undefined && run.endedAt === null && run.startedAt === null;
}

/** A hook has ended: one that failed is told of, and a run that waits for it goes on. */
export function hearHook(session: Session, { job: id, state, why }: Change): void {
  if (!isFinal(state)) return;
  const job = session.store.job(id);
  if (job === undefined || job.hook === null) return;
  const { kind, run, job: of } = job.hook;
  if (state !== "succeeded") {
    const whose = of === 0 ? "several jobs" : `job ${of}, run ${run || "none"}`;
    session.log.warn(`hook "${job.name}" (${kind}) of ${whose}: is ${state}: ${why}`);
  }
  if (kind !== "pre") return;
  crashPoint("pre-ended");
  session.examiner.examine(run);
}
