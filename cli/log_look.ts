/** How output is shown: the sink for each run, by the flags. */

import type { JobView } from "../wire/replies.ts";
import type { GatheredOutput } from "./gathered_output.ts";
import { jsonSink } from "./json_sink.ts";
import type { LogSink } from "../logs/run_log.ts";
import { gatheredSink, rawSink, timedSink } from "./log_sinks.ts";
import type { LogFlags } from "./log_wish.ts";
import { type Heads, prefixSink } from "./prefix_sink.ts";

/** Gives the sink for a run of a job. */
export type SinkFor = (job: JobView, run: number) => LogSink;

export interface Look {
  readonly flags: LogFlags;
  readonly jobs: readonly JobView[];
  readonly env: Readonly<Record<string, string>>;
}

export function sinksFor(output: GatheredOutput, { flags, jobs, env }: Look): SinkFor {
  const { json, timestamps: times, noPrefix, raw, grep } = flags;
  if (json) return ({ name }, run) => jsonSink(output, { job: name, run });
  if (jobs.length > 1 && !raw) {
    const heads = noPrefix ? noHeads : headsFor(jobs, env);
    return (job) => prefixSink(output, { heads: heads(job), times });
  }
  if (times) return () => timedSink(output);
  return () => grep === undefined ? rawSink() : gatheredSink(output);
}

const noHeads = (): Heads => ({ stdout: "", stderr: "" });

/** cyan, yellow, green, magenta, blue, and their bright ones: red is for what went wrong */
const COLORS = [36, 33, 32, 35, 34, 96, 93, 92, 95, 94];

/** `name | `, aligned, each job in a colour of its own. */
function headsFor(
  jobs: readonly JobView[],
  env: Readonly<Record<string, string>>,
): (job: JobView) => Heads {
  const width = Math.max(...jobs.map(({ name }) => name.length));
  const isPlain = (env.NO_COLOR ?? "") !== "" || env.TERM === "dumb";
  const colors = new Map(jobs.map(({ id }, i) => [id, COLORS[i % COLORS.length]]));
  return ({ id, name }) => {
    const plain = `${name.padEnd(width)} | `;
    const colored = `\x1b[${colors.get(id)}m${plain}\x1b[0m`;
    const head = (stream: "stdout" | "stderr") =>
      !isPlain && Deno[stream].isTerminal() ? colored : plain;
    return { stdout: head("stdout"), stderr: head("stderr") };
  };
}
