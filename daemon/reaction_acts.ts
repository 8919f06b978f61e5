/** What chored does when a rule of a job says so: one row an action, each in the transaction that takes the reaction. */

import { type Action, actionText, type Rule, triggerText } from "../job/reaction.ts";
import type { Reaction } from "../job/reaction_shape.ts";
import { cutReason } from "../job/run.ts";
import { isActive, isFinal } from "../job/state.ts";
import { printable } from "../system/text.ts";
import { restartWaiting } from "./again.ts";
import { raiseAlert } from "./alert.ts";
import { placeReaction } from "./reaction_job.ts";
import { logStats } from "./reaction_stats.ts";
import { markReady } from "./ready.ts";
import type { JobRow, RunRow } from "./rows.ts";
import { countOf, withCounts } from "./rules_state.ts";
import type { Session } from "./session.ts";
import { stopJob } from "./stop_job.ts";
import { checkWaiting } from "./wake.ts";

/** What has called for it. */
export interface Cause {
  readonly rule: Rule;
  /** the run that it is of; null where the job has none */
  readonly run: RunRow | null;
  readonly reaction: Pick<Reaction, "rule" | "line" | "spans" | "names">;
  /** the run has ended, whatever the state of its job is yet */
  readonly isOver: boolean;
  /** what no other reaction has, whose command it may be */
  readonly key: string;
}

/** Does it; gives in words what has become of it. @throws {Error} where that cannot be done */
type Act = (session: Session, job: JobRow, cause: Cause) => string;

const ACTS: Readonly<Record<Action["do"], Act | undefined>> = {
  none: undefined,
  // those of its worker
  ...{ log: undefined, nolog: undefined, reload: undefined, terminate: undefined },
  ...{ kill: undefined, signal: undefined, send: undefined },
  restart,
  deps: beginDependants,
  state: logState,
  stats(session, job, { run }) {
    session.store.afterCommit(() => logStats(session, job, { run }));
    return "they are in the log";
  },
  ready(session, job, cause) {
    const READIED = { said: "it is", before: "it was before", no: "it does not run" };
    return READIED[markReady(session, job.id, { why: causeText(cause) })];
  },
  alert(session, job, cause) {
    const run = cause.run?.id ?? null;
    raiseAlert(session, { kind: "reaction", job, run, why: causeText(cause) });
    return "somebody is told";
  },
  run: (session, job, cause) => `job "${placeReaction(session, job, cause)}" runs it`,
};

/** In the open transaction. An action that fails is told of and counted; what was to come with it comes. */
export function doReaction(session: Session, job: JobRow, cause: Cause): void {
  const { rule, run } = cause;
  const act = ACTS[rule.action.do];
  if (act === undefined) return;
  const { store, log, events } = session;
  const which = `job ${job.id} "${job.name}"`;
  try {
    store.savepoint(() => {
      const became = act(session, job, cause);
      const { name, group } = job;
      const state = store.job(job.id)?.state ?? job.state;
      const why = cutReason(`${causeText(cause)}: ${became}`);
      const event = { at: session.now(), kind: "reaction", job: job.id, name, group } as const;
      events.note({ ...event, was: null, state, run: run?.id ?? null, why });
      store.afterCommit(() => log.info(`${which}: ${why}`));
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    store.afterCommit(() => log.warn(`${which}: ${tellRule(rule)} failed: ${reason}`));
    countFailure(session, job, { rule });
  }
}

function countFailure({ store }: Session, { id }: JobRow, { rule }: Pick<Cause, "rule">): void {
  const job = store.job(id);
  if (job === undefined) return;
  const count = countOf(job.rules, rule);
  const counts = { [rule.id]: { ...count, failed: count.failed + 1 } };
  store.changeJob(id, { rules: withCounts(job.rules, counts, { rules: job.spec.react }) });
}

/** `rule 2 (silence:30s -> restart)`; what is sent or run is not told. */
export function tellRule({ id, on, action }: Rule): string {
  const what = action.do === "run" || action.do === "send" ? action.do : actionText(action);
  return `rule ${id} (${printable(triggerText(on)).slice(0, shownChars)} -> ${what})`;
}

const shownChars = 80;

function causeText({ rule, reaction: { line } }: Cause): string {
  return line === undefined ? tellRule(rule) : `${tellRule(rule)} saw "${printable(line)}"`;
}

/** A stop that somebody wants stays one; what starts again by itself need not be started. */
function restart(session: Session, job: JobRow, { rule, isOver }: Cause): string {
  const { store } = session;
  const by = `its rule ${rule.id}`;
  if (job.state === "stopping") return "it is being stopped already";
  if (isFinal(job.state) || isOver) {
    store.changeJob(job.id, { again: by });
    store.afterCommit(() => restartWaiting(session));
    return "it starts again";
  }
  if (!isActive(job.state)) return "it starts again by itself";
  stopJob(session, job, { graceMs: job.spec.graceMs, by: `restarted by ${by}`, again: by });
  return "it ends, and starts again";
}

function beginDependants(session: Session, { id }: JobRow): string {
  const { plan } = session.store;
  const waiting = plan.dependants(id);
  plan.meetWaiting(id);
  for (const each of waiting) checkWaiting(session, each);
  return `${waiting.length} waited for it`;
}

function logState(_session: Session, { state, why }: JobRow, { run }: Cause): string {
  const since = run === null || run.startedAt === null
    ? ""
    : `, run ${run.id} since ${new Date(run.startedAt).toISOString()}`;
  return `it is ${state}${since}: ${why}`;
}
