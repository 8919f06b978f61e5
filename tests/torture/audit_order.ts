// Whether a job began no sooner than it might, and was started again as often, and as late, as it asked for.

import { isMetBy } from "../../job/after.ts";
import { isFinal } from "../../job/state.ts";
import { isBarred } from "./audit_hooks.ts";
import { beganAt, type Evidence, type KeptJob, type KeptRun, type Record } from "./record.ts";

interface Whole {
  readonly record: Record;
  readonly evidence: Evidence;
}

/** Its time, its conditions, who held it; and where it never began, why. */
export function complainOfBegin(job: KeptJob, whole: Whole): string[] {
  const first = job.runs.map(beganAt).find((at) => at !== undefined);
  return [
    ...complainOfSkip(job, whole),
    ...(first === undefined ? [] : [
      ...complainOfTime(job, first, whole.evidence),
      ...complainOfConditions(job, first, whole),
      ...complainOfHold(job, first, whole.evidence),
    ]),
    ...complainOfDeadline(job),
  ];
}

function complainOfTime(
  { name, spec: { when }, createdAt }: KeptJob,
  first: number,
  { claims, counts }: Evidence,
): string[] {
  if (first < createdAt) return ["began before it was there"];
  if (when.kind !== "at") return [];
  counts.add("onTime");
  const may = Math.min(when.at, claims.first("now", name) ?? Infinity);
  return first < may ? [`began ${may - first} ms before its time`] : [];
}

function complainOfConditions(job: KeptJob, first: number, { record, evidence }: Whole): string[] {
  if (job.spec.after.length === 0) return [];
  evidence.counts.add("inTurn");
  return job.spec.after.flatMap(({ job: name, when }) => {
    const needed = record.jobs.find((each) => each.name === name);
    if (needed === undefined || !isFinal(needed.state)) return [`began without ${name}`];
    const isLater = needed.endedAt === null || first < needed.endedAt;
    if (isLater) return [`began before ${name} had ended`];
    return isMetBy(when, needed.state) ? [] : [`began, though ${name} is ${needed.state}`];
  });
}

/** A job that was held before it had a run begins once somebody lets it. */
function complainOfHold({ name, spec }: KeptJob, first: number, evidence: Evidence): string[] {
  const { claims, counts } = evidence;
  const wasHeld = claims.first("held", name) !== undefined;
  if (!spec.held && !wasHeld) return [];
  const released = claims.first("release", name);
  if (released === undefined) return ["began, though nobody released it"];
  counts.add("released");
  return first < released ? ["began before it was released"] : [];
}

/** A job that was skipped had a reason: what it waited for, or its deadline. */
function complainOfSkip(job: KeptJob, { record, evidence }: Whole): string[] {
  if (job.state !== "skipped") return [];
  evidence.counts.add("skipped");
  const { after, startDeadlineMs } = job.spec;
  if (job.runs.length > 0) return ["skipped, though it has a run"];
  const never = after.some(({ job: name, when }) => {
    const state = record.jobs.find((each) => each.name === name)?.state;
    return state !== undefined && isFinal(state) && !isMetBy(when, state);
  });
  const isLate = startDeadlineMs > 0 && (job.endedAt ?? 0) >= job.createdAt + startDeadlineMs;
  return never || isLate ? [] : ["skipped for no true reason"];
}

/** It may be begun up to its deadline, and no later; the name of a run tells the second. */
function complainOfDeadline({ spec, createdAt, runs: [run] }: KeptJob): string[] {
  const { startDeadlineMs, when, after, held } = spec;
  const counts = startDeadlineMs > 0 && when.kind === "now" && after.length === 0 && !held;
  if (!counts || run === undefined) return [];
  return run.second > createdAt + startDeadlineMs ? ["began after its deadline"] : [];
}

/** Attempts and the pauses between them; without a policy there is one run at most. */
export function complainOfSeries(job: KeptJob, { record, evidence }: Whole): string[] {
  const { restart, when } = job.spec;
  if (when.kind === "cron") return [];
  if (restart.policy === "no") {
    return job.runs.length > 1 ? [`has ${job.runs.length} runs`] : [];
  }
  evidence.counts.add("series");
  return [...complainOfAttempts(job, record), ...complainOfPauses(job, evidence)];
}

function complainOfAttempts({ state, runs, spec }: KeptJob, record: Record): string[] {
  const { policy, attempts } = spec.restart;
  const last = runs.at(-1);
  const again = runs.slice(0, -1);
  const couldStart = (run: KeptRun) => run.outcome?.kind !== "refused" || isBarred(record, run);
  const goesOn = (run: KeptRun) =>
    couldStart(run) && run.state !== "stopped" &&
    (policy !== "on-failure" || run.state !== "succeeded");
  return [
    ...(runs.length > attempts ? [`${runs.length} runs in ${attempts} attempts`] : []),
    ...again.filter((run) => !goesOn(run)).map(({ id, state }) =>
      `again after run ${id}, ${state}`
    ),
    ...(last !== undefined && state === last.state && goesOn(last) && runs.length < attempts
      ? [`given up after ${runs.length} of ${attempts} attempts`]
      : []),
  ];
}

/** By the clock on the wall: from the end that a worker recorded to the first thing that the next run did. */
function complainOfPauses({ runs, spec: { restart } }: KeptJob, { counts }: Evidence): string[] {
  return runs.slice(1).flatMap((run, index) => {
    const began = beganAt(run);
    const endedAt = runs[index]?.endedAt ?? undefined;
    if (began === undefined || endedAt === undefined) return [];
    const doublings = restart.backoff === "constant" ? 0 : index;
    // chance makes it up to a tenth shorter
    const leastMs = Math.floor(0.9 * restart.delayMs * 2 ** doublings);
    counts.add("backoffs");
    const pauseMs = began - endedAt;
    return pauseMs < leastMs ? [`run ${run.id} began after ${pauseMs} ms of ${leastMs}`] : [];
  });
}
