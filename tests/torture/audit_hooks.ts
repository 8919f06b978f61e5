// Whether each run had the hooks that its record calls for, each once, and none ran twice.

import { isFinal } from "../../job/state.ts";
import { beganAt, type Evidence, type KeptHook, type KeptJob, type KeptRun } from "./record.ts";
import type { Record } from "./record.ts";

interface Whole {
  readonly record: Record;
  readonly evidence: Evidence;
}

export function complainOfHooks(record: Record, evidence: Evidence): string[] {
  const whole = { record, evidence };
  return [
    ...record.hooks.flatMap((hook) =>
      judgeHook(hook, whole).map((complaint) =>
        `${hook.job.name}, ${hook.kind} of run ${hook.run}, ${hook.job.state}: ${complaint}`
      )
    ),
    ...record.jobs.flatMap((job) => job.runs.flatMap((run) => judgeRun(job, run, whole))),
  ];
}

/** One that ran to its end has noted itself once, and no other more often. */
function judgeHook({ kind, run, job }: KeptHook, { record, evidence }: Whole): string[] {
  const { bereaved, counts } = evidence;
  const notes = record.hookNotes.filter((note) => note.run === run && note.kind === kind).length;
  const own = job.runs[0];
  counts.add("hooks");
  if (!isFinal(job.state)) return ["has not ended"];
  if (job.runs.length > 1) return [`has ${job.runs.length} runs`];
  if (notes > 1) return [`ran ${notes} times`];
  if (job.state === "succeeded") return notes === 1 ? [] : ["succeeded, and did not run"];
  const excuses = own !== undefined && (bereaved.has(own.id) || own.ender !== null);
  return excuses || job.state === "stopped" ? [] : ["did not succeed, for no true reason"];
}

function judgeRun(job: KeptJob, run: KeptRun, { record }: Whole): string[] {
  if (job.spec.hooks?.post === undefined) return [];
  const mine = record.hooks.filter((hook) => hook.run === run.id);
  const wanted = kindsOf(job, run);
  const found = mine.map(({ kind }) => kind);
  const told = `${job.name}, run ${run.id}, ${run.state}`;
  return [
    ...wanted.filter((kind) => !found.includes(kind)).map((kind) => `${told}: has no ${kind}`),
    ...found.filter((kind) => !wanted.includes(kind)).map((kind) => `${told}: has a ${kind}`),
    ...complainOfPre(run, { record, pre: mine.find(({ kind }) => kind === "pre") })
      .map((complaint) => `${told}: ${complaint}`),
  ];
}

/** By what is on record of the run. */
function kindsOf(job: KeptJob, run: KeptRun): string[] {
  const isLast = run === job.runs.at(-1) && job.state === run.state;
  const end = { succeeded: "on-success", stopped: "on-stop" }[String(run.state)] ?? "on-fail";
  return [
    "pre",
    ...(run.outcome?.kind === "refused" ? [] : ["on-start", "post"]),
    ...(isLast ? [end] : []),
  ];
}

/** A command begins once its hook has succeeded, and not before. */
function complainOfPre(
  run: KeptRun,
  { record, pre }: { record: Record; pre: KeptHook | undefined },
): string[] {
  const began = beganAt(run);
  if (began === undefined || pre === undefined) return [];
  if (pre.job.state !== "succeeded") return [`ran, though its pre is ${pre.job.state}`];
  const note = record.hookNotes.find(({ run: of, kind }) => of === run.id && kind === "pre");
  return note !== undefined && note.at <= began ? [] : ["ran before its pre"];
}

/** The command of `run` was not to begin: its hook before it did not succeed. */
export function isBarred(record: Record, run: KeptRun): boolean {
  return record.hooks.some((hook) =>
    hook.run === run.id && hook.kind === "pre" && hook.job.state !== "succeeded"
  );
}
