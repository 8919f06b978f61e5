// Whether each time of a repeated job was run at most once, and none was left out without a reason.

import { nextTime } from "../../job/schedule.ts";
import type { When } from "../../job/when.ts";
import { LIMITS } from "../../limits.ts";
import { beganAt, type Evidence, type KeptJob, type KeptRun, type Record } from "./record.ts";
import type { Span } from "./daemons.ts";

interface Whole {
  readonly record: Record;
  readonly evidence: Evidence;
}

/** How long before and after a time chored must be left alone to have no excuse. */
const beforeMs = 500;
const afterMs = 2500;

export function complainOfRepeats(job: KeptJob, { record, evidence }: Whole): string[] {
  const { when } = job.spec;
  if (when.kind !== "cron") return [];
  const beside = record.jobs.filter(({ request }) => request.startsWith(`${job.request}/`));
  const runs = [job, ...beside].flatMap(({ runs }) => runs);
  const end = evidence.claims.first("stop", job.name) ?? job.endedAt ?? 0;
  const times = timesOf(when, { from: job.createdAt, to: job.endedAt ?? end });
  evidence.counts.add("cronTimes", times.length);
  if (when.overlap !== "allow" && beside.length > 0) return ["has others beside it"];
  // of many runs only the newest are on record
  if (job.runs.length >= LIMITS.runsPerJob) return [];
  return [
    ...complainOfMany(runs, times),
    ...(when.overlap === "skip" && when.catchUp !== "all" ? complainOfTwice(job.runs, times) : []),
    ...complainOfMissed(runs, times.filter((at) => at + afterMs < end), evidence),
    ...(when.overlap !== "skip" && when.catchUp === "all"
      ? complainOfLost(runs, times.filter((at) => at < end), evidence)
      : []),
  ];
}

function timesOf(when: Extract<When, { kind: "cron" }>, { from, to }: Span): number[] {
  const times: number[] = [];
  for (let at = from;;) {
    const next = nextTime(when.expression, at, { zone: when.zone });
    if (next === undefined || next > to) return times;
    times.push(next);
    at = next;
  }
}

/** Each run has a time of its own that had come when it began. */
function complainOfMany(runs: readonly KeptRun[], times: readonly number[]): string[] {
  const begun = runs.map(beganAt).filter((at) => at !== undefined).toSorted((a, b) => a - b);
  return begun.flatMap((at, index) => {
    const due = times.filter((time) => time <= at).length;
    return due > index ? [] : [`${index + 1} runs by ${stamp(at)}, and ${due} times`];
  });
}

/** What is not caught up one by one begins for a time that came after the begin of the run before. */
function complainOfTwice(runs: readonly KeptRun[], times: readonly number[]): string[] {
  return runs.slice(1).flatMap((run, index) => {
    const began = beganAt(run);
    const before = runs[index];
    if (began === undefined || before === undefined) return [];
    const isOwn = times.some((time) => time > before.second && time <= began);
    return isOwn ? [] : [`run ${run.id} began for the time of run ${before.id}`];
  });
}

/** While chored was left alone each time has a run, or comes while one is there. */
function complainOfMissed(
  runs: readonly KeptRun[],
  times: readonly number[],
  { served, standstills, counts }: Evidence,
): string[] {
  return times.flatMap((time) => {
    const [from, to] = [time - beforeMs, time + afterMs];
    const isServed = served.some((span) => span.from <= from && to <= span.to);
    const stood = standstills.some((span) => span.from <= to && from <= span.to);
    if (!isServed || stood) return [];
    counts.add("cronMissed");
    const hasRun = runs.some(({ second, endedAt }) =>
      second <= to && (endedAt ?? Infinity) >= time
    );
    return hasRun ? [] : [`no run for ${stamp(time)}`];
  });
}

/** Where every time is to be run: once chored is left alone and no run follows the last, none is owed. */
function complainOfLost(
  runs: readonly KeptRun[],
  times: readonly number[],
  { served, standstills, counts }: Evidence,
): string[] {
  return times.slice(1).flatMap((time, index) => {
    // right before a time, if the one before it is long enough ago
    const quiet = { from: time - quietMs, to: time - marginMs };
    const isServed = served.some((span) => span.from < quiet.from - beforeMs && time < span.to);
    const stood = standstills.some((span) => span.from <= time && quiet.from <= span.to);
    const isBusy = runs.some(({ second, endedAt }) =>
      second <= quiet.to && (endedAt ?? Infinity) >= quiet.from
    );
    if (!isServed || stood || isBusy || (times[index] ?? 0) > quiet.from - marginMs) return [];
    counts.add("cronSettled");
    const begun = runs.filter(({ second }) => second < quiet.from).length;
    const due = index + 1;
    return begun === due ? [] : [`${begun} runs for ${due} times by ${stamp(quiet.to)}`];
  });
}

/** So long nothing runs before a time, and that long is nothing. */
const quietMs = 700;
const marginMs = 100;

const stamp = (at: number) => new Date(at).toISOString();
