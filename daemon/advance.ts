/** The one place where a job changes its state: by the table, in one transaction, before anybody is told. */

import { type Event, isFinal, next, type State } from "../job/state.ts";
import { alertUpon } from "./alert.ts";
import type { Change } from "./changes.ts";
import { reactToState } from "./own_rules.ts";
import type { JobChange, RunChange } from "./rows.ts";
import type { Session } from "./session.ts";
import { cronTimeIn } from "./times.ts";

export interface Step {
  readonly event: Event;
  /** one sentence for `why` */
  readonly why: string;
  readonly job?: JobChange;
  /** begin a new run; it becomes the newest */
  readonly newRun?: NewestRun;
  /** what changes in the newest run */
  readonly run?: RunChange;
  /** what that has come to, where the job goes on with its next time */
  readonly ranTo?: State;
  /** what else is to be on record with it, in the same transaction */
  readonly also?: () => void;
}

export interface NewestRun {
  readonly label: string;
  /** makes what must be there before the run is on record */
  readonly prepare: (run: number) => void;
}

type StepList = readonly Step[];
export type Steps = Step | StepList;

/** Takes `job` through all of `steps`; false where its state does not know one of them, and then nothing has changed. */
export function advance(session: Session, job: number, steps: Steps): boolean {
  const all: StepList = "event" in steps ? [steps] : steps;
  return session.store.transaction(() => {
    const changes = recordAll(session, job, all);
    session.store.afterCommit(() => changes.forEach((change) => tell(session, change)));
    return changes.length > 0;
  });
}

function tell({ log, changes }: Session, change: Change): void {
  log.info(
    `job ${change.job} "${change.name}": ${change.was} -> ${change.state}: ${change.why}`,
  );
  changes.publish(change);
}

function recordAll(session: Session, job: number, steps: StepList): Change[] {
  const changes: Change[] = [];
  for (const step of steps) {
    const change = record(session, job, step);
    if (change === undefined && changes.length > 0) {
      throw new Error(`Cannot take job ${job} to its end: ${step.event} means nothing there`);
    }
    if (change === undefined) return [];
    changes.push(change);
  }
  return changes;
}

function record(session: Session, id: number, step: Step): Change | undefined {
  const { store, log } = session;
  const job = store.job(id);
  if (job === undefined) return undefined;
  const state = next(job.state, step.event);
  if (state === undefined) {
    log.debug(`job ${id} "${job.name}": nothing follows ${job.state} upon ${step.event}`);
    return undefined;
  }
  const at = session.now();
  const { why } = step;
  const run = step.newRun === undefined ? job.run : addRun(session, id, step.newRun);
  store.changeJob(id, {
    state,
    why,
    run,
    cronAt: cronTimeIn(session, job, { state }),
    // each run begins not ready
    ...(step.newRun === undefined ? {} : { readyAt: null }),
    ...(state === "starting" || state === "running" ? {} : { pauseBy: null }),
    ...(isFinal(state) ? { endedAt: at, wakeAt: null } : {}),
    // nobody has to look at a hook before it may be cleaned
    ...(isFinal(state) && job.hook !== null ? { seenAt: at } : {}),
    ...step.job,
  });
  if (step.run !== undefined && run !== null) store.changeRun(run, step.run);
  const change = { at, job: id, name: job.name, was: job.state, state, run, why };
  session.events.note({ ...change, kind: "state", group: job.group });
  step.also?.();
  reactToState(session, job, { state });
  alertUpon(session, job, { change, step });
  return change;
}

function addRun({ store }: Session, job: number, { label, prepare }: NewestRun): number {
  const run = store.addRun({ job, label });
  prepare(run);
  return run;
}
