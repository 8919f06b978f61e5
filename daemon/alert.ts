/**
 * Alerts: somebody is told what became of a job, by a command that the configuration names. Each is a job
 * of its own, placed in the transaction of the change that raises it: it is there when the change is, once.
 * Where there are too many they are gathered in the store, and sent as one when the minute is over.
 */

import { type AlertEvent, alertEvent } from "../job/alert.ts";
import type { Outcome } from "../job/outcome.ts";
import { isFinal, type State } from "../job/state.ts";
import type { Step } from "./advance.ts";
import { sendOrGather } from "./alert_sending.ts";
import type { Change } from "./changes.ts";
import type { JobRow } from "./rows.ts";
import { pathsOf } from "./run_paths.ts";
import type { Session } from "./session.ts";

/** Why somebody is to be told. */
export interface AlertCause {
  readonly kind: AlertEvent["kind"];
  readonly job: JobRow;
  /** where it is another than the job's newest */
  readonly run?: number | null;
  /** what the job, or its run, has come to; its state where none is given */
  readonly state?: State;
  readonly was?: State | null;
  readonly outcome?: Outcome | null;
  readonly why: string;
}

/** A change that the session, or the job, wants somebody to be told of. To be called in its transaction. */
export function alertUpon(
  session: Session,
  job: JobRow,
  { change, step }: { change: Change; step: Step },
): void {
  const { alert } = session.config;
  if (alert.command === undefined || job.hook !== null) return;
  const goesOn = step.event === "repeat" && step.ranTo !== undefined;
  const state = goesOn ? step.ranTo ?? change.state : change.state;
  const isWanted = job.spec.alert === "always" ? isFinal(state) : alert.on.includes(state);
  if (!isWanted) return;
  const { was, run, why } = change;
  const outcome = step.run?.outcome ?? null;
  raiseAlert(session, { kind: "state", job, run, state, was, outcome, why });
}

/** In the open transaction. Nobody is told where no command is set, where the job wants none, or of an alert. */
export function raiseAlert(session: Session, cause: AlertCause): void {
  const { alert } = session.config;
  const { job } = cause;
  if (job.hook !== null || job.spec.alert === "never") return;
  if (alert.command === undefined) {
    const text = `job ${job.id} "${job.name}": nobody is told: no command is set under [alert]`;
    session.store.afterCommit(() => session.log.warn(text));
    return;
  }
  const policy = { ...alert, command: alert.command };
  session.store.transaction(() => {
    const event = tellOf(session, cause);
    note(session, event, { group: job.group, why: sendOrGather(session, event, { policy }) });
  });
}

function note(
  session: Session,
  { id, job: name, run, state }: AlertEvent,
  { group, why }: { group: string; why: string },
): void {
  const at = session.now();
  session.events.note({
    ...{ at, kind: "alert", job: id, name, group },
    was: null,
    state,
    run,
    why,
  });
}

function tellOf(session: Session, cause: AlertCause): AlertEvent {
  const { kind, job, run = job.run, state = job.state, was = null, outcome = null, why } = cause;
  const paths = run === null ? undefined : pathsOf(session, run);
  return alertEvent({
    ...{ kind, session: session.paths.session, job: job.name, id: job.id, run },
    ...{ state, was, outcome, why, atMs: session.now(), command: job.spec.argv },
    ...{ stdout: paths?.stdout ?? null, stderr: paths?.stderr ?? null },
  });
}
