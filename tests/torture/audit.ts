// What is true at the end of a torture: each job ran as it was asked for, or its record says why not.

import { isFinal } from "../../job/state.ts";
import { LIMITS } from "../../limits.ts";
import { complainOfRepeats } from "./audit_cron.ts";
import { complainOfSlots, complainOfTurns } from "./audit_groups.ts";
import { complainOfHooks } from "./audit_hooks.ts";
import { complainOfBegin, complainOfSeries } from "./audit_order.ts";
import { complainOfRun } from "./audit_run.ts";
import { type Evidence, type KeptJob, readRecord, type Record, tell } from "./record.ts";

/** All that is wrong. */
export function audit(evidence: Evidence): string[] {
  const record = readRecord(evidence);
  const names = new Set(record.jobs.map(({ name }) => name));
  evidence.counts.add("jobs", record.jobs.length);
  return [
    ...(record.check === "ok" ? [] : [`the store is damaged: ${record.check}`]),
    ...[...evidence.accepted].filter((id) => !names.has(id)).map((id) =>
      `${id}: accepted and forgotten`
    ),
    ...complainOfStrangers(record),
    ...record.jobs.flatMap((job) =>
      judge(job, { record, evidence }).map((complaint) => `${tell(job)}: ${complaint}`)
    ),
    ...complainOfSlots(record, evidence),
    ...complainOfTurns(record),
    ...complainOfHooks(record, evidence),
  ];
}

/** What ran must be on record; of a job with many runs only the newest are. */
function complainOfStrangers({ jobs, notes }: Record): string[] {
  const runs = new Set(jobs.flatMap((job) => job.runs.map(({ id }) => id)));
  const pruned = new Map(
    jobs.filter((job) => job.runs.length >= LIMITS.runsPerJob)
      .map((job) => [job.mark, job.runs[0]?.id ?? 0]),
  );
  return notes.filter(({ id, run }) => !runs.has(run) && run >= (pruned.get(id) ?? 0))
    .map(({ id, run }) => `${id}: ran as run ${run}, which nobody began`);
}

interface Whole {
  readonly record: Record;
  readonly evidence: Evidence;
}

function judge(job: KeptJob, { record, evidence }: Whole): string[] {
  const { claims } = evidence;
  if (!isFinal(job.state)) return ["has not ended"];
  const isPinned = claims.first("pinned", job.name) !== undefined || job.spec.pinned;
  return [
    ...job.runs.flatMap((run, index) => complainOfRun(job, run, { index, evidence, record })),
    ...complainOfEnd(job, evidence),
    ...(isPinned && !job.pinned ? ["was pinned, and is not"] : []),
    ...complainOfBegin(job, { record, evidence }),
    ...complainOfSeries(job, { record, evidence }),
    ...complainOfRepeats(job, { record, evidence }),
  ];
}

/** The state of a job is that of its last run; else somebody stopped it, or it was skipped. */
function complainOfEnd(
  { state, name, runs, mark }: KeptJob,
  { claims, counts }: Evidence,
): string[] {
  const wasStopped = [name, mark].some((id) => claims.first("stop", id) !== undefined);
  if (state === "stopped") {
    counts.add("stopped");
    return wasStopped ? [] : ["stopped, and nobody asked for that"];
  }
  if (state === "skipped") return []; // see when it may begin
  const last = runs.at(-1);
  if (last === undefined) return ["ended without a run"];
  return last.state === state ? [] : [`its last run is ${last.state}`];
}
