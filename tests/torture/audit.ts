// What is true at the end of a torture: each job that was accepted ran once, or its record says why not.

import { DatabaseSync } from "node:sqlite";
import type { Outcome } from "../../job/outcome.ts";
import type { Spec } from "../../job/spec.ts";
import { isFinal, type State } from "../../job/state.ts";
import { runPaths, type SessionPaths } from "../../system/paths.ts";
import {
  complainOfLines,
  complainOfOrder,
  countLines,
  type Entry,
  readLedger,
} from "../support/ledger.ts";
import type { Counts } from "./counts.ts";
import { ENDLESS_LINES } from "./submitter.ts";

export interface Evidence {
  readonly paths: SessionPaths;
  readonly ledger: string;
  readonly accepted: ReadonlySet<string>;
  /** runs whose worker was killed */
  readonly bereaved: ReadonlySet<number>;
  readonly counts: Counts;
}

/** A job with its newest run. */
interface Kept {
  readonly name: string;
  readonly state: State;
  readonly lines: number;
  readonly code: number;
  readonly run: number;
  readonly runs: number;
  readonly outcome: Outcome | null;
  readonly why: string;
  readonly orphan: string;
  readonly output: string;
}

/** All that is wrong. */
export function audit(evidence: Evidence): string[] {
  const { paths, ledger, accepted, counts } = evidence;
  const { check, jobs } = readStore(paths.store);
  const entries = readLedger(ledger);
  const kept = new Set(jobs.map(({ name }) => name));
  counts.add("jobs", jobs.length);
  return [
    ...(check === "ok" ? [] : [`the store is damaged: ${check}`]),
    ...[...accepted].filter((id) => !kept.has(id)).map((id) => `${id}: accepted and forgotten`),
    ...[...entries.keys()].filter((id) => !kept.has(id)).map((id) => `${id}: ran, never accepted`),
    ...jobs.flatMap((job) => judge(job, entries.get(job.name) ?? { starts: 0, ends: 0 }, evidence)),
  ];
}

function readStore(path: string): { check: string; jobs: Kept[] } {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const check = String(database.prepare("PRAGMA quick_check").get()?.["quick_check"]);
    const rows = database.prepare(
      `SELECT name, state, spec, why, job.run AS run, outcome,
        (SELECT count(*) FROM run WHERE run.job = job.id) AS runs
        FROM job LEFT JOIN run ON run.id = job.run`,
    ).all();
    return { check, jobs: rows.map(keptOf) };
  } finally {
    database.close();
  }
}

function keptOf(row: Record<string, unknown>): Kept {
  const { argv, orphan, output } = JSON.parse(String(row["spec"])) as Spec;
  const outcome = row["outcome"];
  return {
    name: String(row["name"]),
    state: row["state"] as State,
    lines: Number(argv[3]),
    code: Number(argv[4]),
    run: Number(row["run"]),
    runs: Number(row["runs"]),
    outcome: outcome === null ? null : JSON.parse(String(outcome)) as Outcome,
    why: String(row["why"]),
    orphan,
    output,
  };
}

function judge(job: Kept, entry: Entry, evidence: Evidence): string[] {
  const { starts, ends } = entry;
  const told = `${job.name}: ${job.state}, ${job.why}; run ${job.run}, started ${starts} times, ` +
    `ended ${ends} times`;
  if (!isFinal(job.state) || job.outcome === null) return [`${told}: has not ended`];
  if (job.runs !== 1) return [`${told}: has ${job.runs} runs`];
  if (starts > 1) return [`${told}: ran more than once`];
  evidence.counts.add(starts === 1 ? "once" : "never");
  const complaints = judgeOutcome(job, entry, evidence);
  return complaints.map((complaint) => `${told}: ${complaint}`);
}

function judgeOutcome(job: Kept, { starts, ends }: Entry, evidence: Evidence): string[] {
  const { counts, bereaved, paths } = evidence;
  const isEndless = job.lines === ENDLESS_LINES;
  const isBereaved = bereaved.has(job.run);
  switch (job.outcome?.kind) {
    case "exited":
    case "signaled":
      if (job.orphan === "adopt" && isBereaved) counts.add("adopted");
      if (isEndless) return judgeStopped(job, evidence);
      if (job.outcome.kind === "signaled") return ["nobody sent a signal"];
      counts.add("exited");
      return [
        ...(starts === 1 && ends === 1 ? [] : ["did not run to its end"]),
        ...(job.outcome.code === job.code ? [] : [`should have ended with ${job.code}`]),
        ...(job.state === (job.code === 0 ? "succeeded" : "failed") ? [] : ["has the wrong state"]),
        ...complainOfOutput(job, evidence),
      ];
    case "refused":
      if (starts !== 0) return ["was refused, but ran"];
      if (job.state === "stopped" && isEndless) counts.add("stopped");
      return isBereaved || isEndless ? [] : ["was refused, and no worker was killed"];
    case "lost":
      counts.add("lost");
      return [
        ...(isBereaved ? [] : ["lost, and its worker was not killed"]),
        ...(job.orphan === "adopt" ? ["lost, though a new worker could take it over"] : []),
        ...(job.output === "fifo" ? [] : complainOfPrefix(job, paths)),
      ];
    case undefined:
      return ["has no outcome"];
  }
}

/** A waiting gate tells of a signal by 128 and its number. */
function judgeStopped(job: Kept, { counts, paths }: Evidence): string[] {
  counts.add("stopped");
  if (job.state !== "stopped") return ["nobody sent a signal"];
  return job.output === "fifo" ? [] : complainOfPrefix(job, paths);
}

const STREAMS = ["out", "err"] as const;

function fileOf(job: Kept, paths: SessionPaths, { stream }: { stream: "out" | "err" }): string {
  const { stdout, stderr } = runPaths(`${paths.runs}/${job.run}`);
  return stream === "out" ? stdout : stderr;
}

/** Every line, in order; but what a killed worker had read from a fifo, or nobody came to read, is lost. */
function complainOfOutput(job: Kept, { paths, counts, bereaved }: Evidence): string[] {
  counts.add("lines", 2 * job.lines);
  return STREAMS.flatMap((stream) => {
    const { name: id, lines } = job;
    const path = fileOf(job, paths, { stream });
    if (job.output !== "fifo" || !bereaved.has(job.run)) {
      return complainOfLines(path, { id, stream, lines }) ?? [];
    }
    counts.add("linesInFifo", lines - countLines(path));
    return [];
  });
}

/** Lines from the first on, in order, without a gap. */
function complainOfPrefix(job: Kept, paths: SessionPaths): string[] {
  return STREAMS.flatMap((stream) =>
    complainOfOrder(fileOf(job, paths, { stream }), { id: job.name, stream }) ?? []
  );
}
