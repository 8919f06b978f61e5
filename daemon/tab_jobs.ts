/** The jobs of a choretab: what one line does to the store when another table takes the place of the one before. */

import { sameText } from "../job/same_text.ts";
import { isActive, isFinal } from "../job/state.ts";
import type { Spec } from "../job/spec.ts";
import { advance } from "./advance.ts";
import { announce } from "./announce.ts";
import { removeJob } from "./clean.ts";
import { placeJob, settled, whyScheduled } from "./place.ts";
import { watchOf } from "./reactions.ts";
import { rulesAfter } from "./rules_state.ts";
import type { JobChange, JobRow, StoredSpec } from "./rows.ts";
import type { Session } from "./session.ts";
import { firstTime, nextCronTime, onTheWay, startDeadline } from "./times.ts";

/** A line, and the spec that it makes in this session. */
export interface TabLine {
  readonly line: number;
  readonly key: string;
  readonly name: string | undefined;
  readonly spec: Spec;
}

/** As whose the jobs of a choretab are kept. */
export const tabOwner = "choretab";

/** A line that is new. */
export function addLine(
  session: Session,
  { line, key, name, spec }: TabLine,
  { reserved }: { reserved: ReadonlySet<string> },
): void {
  const wish = { request: `tab/${crypto.randomUUID()}`, name, ifAbsent: false, spec };
  const placed = placeJob(session, wish, { who: tabOwner, reserved });
  session.store.changeJob(placed.id, { tab: key, tabLine: line });
  session.store.afterCommit(() => announce(session, placed, { who: tabOwner }));
}

/** A line that was there, or was there once: whether it says something else than its job does. */
export function keepLine(session: Session, job: JobRow, { line, key, spec }: TabLine): boolean {
  const { env, ...wanted } = settled(spec, `${session.paths.session}/${job.name}`);
  const isSame = sameText(wanted, job.spec) && sameText(env, session.store.envOf(job.id));
  if (isSame && job.tabLine !== null) {
    if (job.tabLine !== line || job.tab !== key) {
      session.store.changeJob(job.id, { tab: key, tabLine: line });
    }
    return false;
  }
  session.store.changeEnv(job.id, env);
  replaceSpec(session, job, { ...columnsOf(wanted, job), tab: key, tabLine: line, spec: wanted });
  const text = `job ${job.id} "${job.name}": line ${line} of the choretab has changed`;
  session.store.afterCommit(() => session.log.info(text));
  return true;
}

/** The columns that a spec decides; a pin that somebody set stays where the spec has none to say. */
function columnsOf(spec: StoredSpec, job: JobRow): JobChange {
  const { group, priority, slots, pinned } = spec;
  return { group, priority, slots, ...pinned === job.spec.pinned ? {} : { pinned } };
}

/** What runs goes on with what it had; its next times are those of the new spec. */
function replaceSpec(
  session: Session,
  job: JobRow,
  change: JobChange & { readonly spec: StoredSpec },
): void {
  const { spec } = change;
  if (isFinal(job.state)) {
    const wakeAt = firstTime(session, spec.when, { now: session.now() });
    const fresh = { endedAt: null, seenAt: null, again: null, missed: 0, starts: 0, tries: 0 };
    const why = whyScheduled(spec, wakeAt);
    advance(session, job.id, { event: "again", why, job: { ...change, ...fresh, wakeAt } });
    return;
  }
  session.store.changeJob(job.id, { ...change, ...timesOf(session, job, { spec }) });
  keepWatch(session, job, { spec });
  if (job.rules !== null) session.store.changeJob(job.id, { rules: rulesAfter(job, spec.react) });
}

/** Its run goes on with the rules that it had, under the numbers that they had. */
function keepWatch({ store }: Session, job: JobRow, { spec }: { spec: StoredSpec }): void {
  const run = job.run === null ? undefined : store.run(job.run);
  if (run?.endedAt === null && run.watch === null && !sameText(spec.react, job.spec.react)) {
    store.changeRun(run.id, { watch: watchOf(job, run) });
  }
}

/** A time that has come stays come; those to come are found anew where they are other ones. */
function timesOf(session: Session, job: JobRow, { spec }: { spec: StoredSpec }): JobChange {
  const { state, wakeAt } = job;
  const isOther = !sameText(spec.when, job.spec.when);
  const next = isOther ? nextCronTime(session, { spec }) ?? null : undefined;
  if (state === "held") return {};
  if (onTheWay.includes(state)) {
    const isLate = spec.startDeadlineMs !== job.spec.startDeadlineMs && state !== "backoff";
    return {
      ...next === undefined ? {} : { cronAt: next },
      ...isLate ? { wakeAt: startDeadline({ spec }, session.now()) } : {},
    };
  }
  if (next === undefined) return {};
  if (state !== "scheduled") return { wakeAt: next };
  // what was due already is run, whatever its times are from now on
  const isDue = wakeAt !== null && wakeAt <= session.now();
  return isDue ? {} : { wakeAt: next, why: whyScheduled(spec, next) };
}

/** A line that is gone: what runs ends by itself and has no more times, what has run stays to be seen. */
export function leaveLine(session: Session, job: JobRow): void {
  const restart = { ...job.spec.restart, policy: "no" } as const;
  const ordinary = {
    ...{ tabLine: null, wakeAt: null, cronAt: null, missed: 0 },
    spec: { ...job.spec, when: { kind: "now" } as const, restart },
  };
  if (isActive(job.state)) return session.store.changeJob(job.id, ordinary);
  if (job.run === null) return removeJob(session, job);
  if (isFinal(job.state)) return session.store.changeJob(job.id, ordinary);
  const why = `line ${job.tabLine} of the choretab is gone`;
  advance(session, job.id, { event: "cancel", why, job: ordinary });
}
