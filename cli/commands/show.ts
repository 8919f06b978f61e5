/** `chore show`: all about a job, as `name: value` lines. */

import { EXIT } from "../../job/exit_code.ts";
import type { JobView, RunView } from "../../wire/replies.ts";
import { printable } from "../../system/text.ts";
import { all, JOBS, json } from "../flags.ts";
import { describePlan, type Line } from "../describe_plan.ts";
import { commandOf, durationOf, exitOf, lastRun, pidOf, shortTime } from "../job_text.ts";
import { write, writeJson } from "../output.ts";
import { type Column, lookOf, tableText } from "../print_table.ts";
import { selectJobs } from "../select.ts";
import { Session } from "../session.ts";
import type { Asked, Verb } from "../verb.ts";

interface Flags {
  readonly all: boolean;
  readonly stats: boolean;
  readonly json: boolean;
}

export const show: Verb<Flags> = {
  flags: {
    all,
    stats: { kind: "boolean", brief: "its statistics too: processes, threads, time, memory" },
    json,
  },
  letters: { a: "all", S: "stats" },
  operand: JOBS,
  run: showJobs,
};

export async function showJobs({ caller, flags, words }: Asked<Flags>): Promise<number> {
  const session = new Session(caller);
  const jobs = selectJobs(words, { all: flags.all, verb: "show" });
  const views = await session.call("show", { jobs, usage: true });
  if (flags.json) {
    writeJson(words.length === 1 ? views[0] : views);
    return EXIT.ok;
  }
  const used = flags.stats
    ? await (await import("../describe_stats.ts")).readStats(session, views)
    : [];
  const now = Date.now();
  const texts = await Promise.all(views.map(async (job, index) => {
    const lines = [
      ...describeJob(job, { now, plan: await describePlan(job, now) }),
      ...used[index] ?? [],
    ];
    const table = job.runs.length > 1
      ? `\n${tableText(runColumns(now), job.runs, lookOf(caller.env))}`
      : "";
    return `${lines.map(([name, value]) => `${name}: ${printable(value)}\n`).join("")}${table}`;
  }));
  write(texts.join("\n"));
  return EXIT.ok;
}

/** The seed's lines first, by its names and in its order; then the rest. */
export function describeJob(
  job: JobView,
  { now, plan = [] }: { readonly now: number; readonly plan?: readonly Line[] },
): Line[] {
  const run = lastRun(job);
  const { usage } = job;
  const ended = job.exitCode !== null;
  const lines: (Line | undefined)[] = [
    ["name", job.name],
    ["pid", String(pidOf(run) ?? "-")],
    ["start_time", run?.startedAt ?? "-"],
    ["state", job.state],
    ["command", commandOf(job)],
    ["%cpu", usage?.cpuPercent.toFixed(1) ?? "-"],
    ["%mem", usage?.memoryPercent.toFixed(1) ?? "-"],
    ["nice", usage === undefined ? "-" : String(usage.nice)],
    ["priority", usage === undefined ? "-" : String(usage.priority)],
    ["id", String(job.id)],
    ["why", job.why],
    ended ? ["exit_code", String(job.exitCode)] : undefined,
    optional("logging", job.logging),
    optional("end_time", run?.endedAt),
    optional("duration", durationOf(run, now)),
    optional("ended_by", run?.endedBy),
    ["cwd", job.cwd],
    ["created", `${job.createdAt} by ${job.createdBy}`],
    ["pinned", job.pinned ? "yes" : "no"],
    ...plan,
    ["run", String(run?.run ?? "-")],
    ["stdout_bytes", String(usage?.stdoutBytes ?? run?.stdoutBytes ?? 0)],
    ["stderr_bytes", String(usage?.stderrBytes ?? run?.stderrBytes ?? 0)],
    run !== undefined && run.droppedBytes > 0
      ? ["dropped_bytes", String(run.droppedBytes)]
      : undefined,
    run?.leftBehind ? ["left_behind", "processes of it outlived it"] : undefined,
  ];
  return lines.filter((line) => line !== undefined);
}

function optional(name: string, value: string | null | undefined): Line | undefined {
  return (value ?? "") === "" ? undefined : [name, value ?? ""];
}

function runColumns(now: number): Column<RunView>[] {
  return [
    { title: "RUN", text: ({ run }) => String(run), align: "right" },
    { title: "PID", text: ({ pid }) => String(pid ?? ""), align: "right" },
    { title: "STARTED", text: ({ startedAt }) => shortTime(startedAt, now) },
    { title: "DURATION", text: (run) => durationOf(run, now), align: "right" },
    { title: "EXIT", text: exitOf },
    { title: "STDOUT", text: ({ stdoutBytes }) => String(stdoutBytes), align: "right" },
    { title: "STDERR", text: ({ stderrBytes }) => String(stderrBytes), align: "right" },
    { title: "ENDED BY", text: ({ endedBy }) => endedBy ?? "" },
  ];
}
