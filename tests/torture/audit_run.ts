// Whether a run ran at most once, ended as its command says, and left its output.

import { runPaths } from "../../system/paths.ts";
import { complainOfLines, complainOfOrder, countLines } from "../support/ledger.ts";
import { isBarred } from "./audit_hooks.ts";
import type { Evidence, KeptJob, KeptRun, Record } from "./record.ts";
import { ENDLESS_LINES } from "./stories.ts";

/** What a job that fails at first fails with; see tests/fixtures/keep_ledger. */
const failingCode = 9;

interface Which {
  readonly index: number;
  readonly record: Record;
  readonly evidence: Evidence;
}

export function complainOfRun(job: KeptJob, run: KeptRun, which: Which): string[] {
  const { counts } = which.evidence;
  const started = run.notes.length;
  if (run.outcome === null) return [`run ${run.id} has no outcome`];
  if (started > 1) return [`run ${run.id} ran ${started} times`];
  counts.add("runs");
  counts.add(started === 1 ? "once" : "never");
  return judgeOutcome(job, run, which).map((complaint) => `run ${run.id}: ${complaint}`);
}

function judgeOutcome(job: KeptJob, run: KeptRun, which: Which): string[] {
  const { counts, bereaved } = which.evidence;
  const isBereaved = bereaved.has(run.id);
  switch (run.outcome?.kind) {
    case "exited":
    case "signaled":
      if (job.spec.orphan === "adopt" && isBereaved) counts.add("adopted");
      if (run.state === "stopped") return judgeStopped(job, run, which);
      if (run.state === "timedout") return judgeLimit(job, run, which);
      return judgeEnd(job, run, which);
    case "refused":
      if (run.notes.length !== 0) return ["was refused, but ran"];
      if (isBarred(which.record, run)) return [];
      return isBereaved || run.ender !== null ? [] : ["was refused, and no worker was killed"];
    case "lost":
      counts.add("lost");
      return [
        ...(isBereaved ? [] : ["lost, and its worker was not killed"]),
        ...(job.spec.orphan === "adopt" ? ["lost, though a new worker could take it over"] : []),
        ...complainOfPrefix(job, run, which),
      ];
    case undefined:
      return ["has no outcome"];
  }
}

/** Nobody stopped it: it must have come to its own end. */
function judgeEnd(job: KeptJob, run: KeptRun, { index, evidence }: Which): string[] {
  if (run.outcome?.kind !== "exited") return ["nobody sent a signal"];
  const { code } = run.outcome;
  evidence.counts.add("exited");
  const state = job.spec.success.includes(code) ? "succeeded" : "failed";
  const hasEnded = run.notes.length === 1 && run.notes[0]?.ended !== undefined;
  const codes = codesOf(job, index);
  return [
    ...(job.lines === ENDLESS_LINES ? ["had no end of its own"] : []),
    ...(hasEnded ? [] : ["did not run to its end"]),
    ...(codes.includes(code) ? [] : [`ended with ${code} in place of ${codes.join(" or ")}`]),
    ...(run.state === state ? [] : [`has the wrong state, ${run.state}`]),
    ...complainOfOutput(job, run, evidence),
  ];
}

/** A run that never ran is none of those that fail first. */
function codesOf({ fails, code, runs }: KeptJob, index: number): number[] {
  const earlier = runs.slice(0, index).filter(({ notes }) => notes.length > 0).length;
  return [earlier < fails ? failingCode : code];
}

/** A waiting gate tells of a signal by 128 and its number. */
function judgeStopped(job: KeptJob, run: KeptRun, which: Which): string[] {
  if (run.ender === null) return ["stopped by nobody"];
  return complainOfPrefix(job, run, which);
}

/** What is stopped by its time limit has had all of that. */
function judgeLimit(job: KeptJob, run: KeptRun, which: Which): string[] {
  const { timeoutMs } = job.spec;
  const ranMs = (run.endedAt ?? 0) - (run.notes[0]?.began ?? 0);
  which.evidence.counts.add("limited");
  return [
    ...(timeoutMs > 0 ? [] : ["timed out without a time limit"]),
    // between its start and its first note a command takes some milliseconds
    ...(ranMs >= timeoutMs - noteMs ? [] : [`timed out after ${ranMs} ms of ${timeoutMs}`]),
    ...complainOfPrefix(job, run, which),
  ];
}

/** How late a command may note its start: a shell and date(1) on a busy machine. */
const noteMs = 250;

const STREAMS = ["out", "err"] as const;

interface Stream {
  readonly stream: "out" | "err";
  readonly paths: Evidence["paths"];
}

function fileOf(run: KeptRun, { stream, paths }: Stream): string {
  const { stdout, stderr } = runPaths(`${paths.runs}/${run.id}`);
  return stream === "out" ? stdout : stderr;
}

/** Every line, in order; but what a killed worker had read from a fifo, or nobody came to read, is lost. */
function complainOfOutput(job: KeptJob, run: KeptRun, evidence: Evidence): string[] {
  const { paths, counts, bereaved } = evidence;
  counts.add("lines", 2 * job.lines);
  return STREAMS.flatMap((stream) => {
    const { mark: id, lines } = job;
    const path = fileOf(run, { stream, paths });
    if (job.spec.output !== "fifo" || !bereaved.has(run.id)) {
      return complainOfLines(path, { id, stream, lines }) ?? [];
    }
    counts.add("linesInFifo", lines - countLines(path));
    return [];
  });
}

/** Lines from the first on, in order, without a gap. */
function complainOfPrefix(
  { mark: id, spec }: KeptJob,
  run: KeptRun,
  { evidence }: Which,
): string[] {
  if (spec.output === "fifo") return [];
  const { paths } = evidence;
  return STREAMS.flatMap((stream) =>
    complainOfOrder(fileOf(run, { stream, paths }), { id, stream }) ?? []
  );
}
