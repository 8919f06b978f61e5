/** `chore log`: the output of jobs, both streams in the order in which they came. */

import { EXIT } from "../../job/exit_code.ts";
import type { StreamName } from "../../job/timeline.ts";
import { runPaths } from "../../system/paths.ts";
import type { JobView } from "../../wire/replies.ts";
import { refused, wrongUse } from "../failure.ts";
import { followJob } from "../follow_job.ts";
import { JOBS, json } from "../flags.ts";
import { LogReader } from "../log_reader.ts";
import { jsonSink, type LogSink, rawSink, timedSink } from "../log_sinks.ts";
import { say, write } from "../output.ts";
import { selectNamed } from "../select.ts";
import { Session } from "../session.ts";
import type { Asked, Verb } from "../verb.ts";

interface Flags {
  readonly follow: boolean;
  readonly tail?: number;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly timestamps: boolean;
  readonly run?: number;
  readonly json: boolean;
}

const count = (text: string) => {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Error("a number is wanted");
};

/** What `follow` has too. */
export const OUTPUT_FLAGS = {
  tail: {
    kind: "parsed",
    parse: count,
    brief: "begin with the last COUNT lines",
    placeholder: "COUNT",
    optional: true,
  },
  stdout: { kind: "boolean", brief: "standard output only" },
  stderr: { kind: "boolean", brief: "standard error only" },
  timestamps: { kind: "boolean", brief: "put before each line when it came" },
} as const;

export const log: Verb<Flags> = {
  about: [
    "What the job wrote to its standard output goes to standard output, its standard error to",
    "standard error, byte for byte.",
  ],
  flags: {
    follow: { kind: "boolean", brief: "go on as output comes, until the job has ended" },
    ...OUTPUT_FLAGS,
    run: {
      kind: "parsed",
      parse: count,
      brief: "this run, not the last; chore show tells their numbers",
      placeholder: "RUN",
      optional: true,
    },
    json: { ...json, brief: "print one JSON object a line" },
  },
  letters: { f: "follow", t: "timestamps" },
  operand: JOBS,
  run: showOutput,
};

export async function showOutput({ caller, flags, words }: Asked<Flags>): Promise<number> {
  const jobs = selectNamed(words, { verb: "show output" });
  if (flags.json && flags.timestamps) {
    throw wrongUse("Cannot use --timestamps: --json has the times");
  }
  if (flags.follow && (words.length > 1 || flags.run !== undefined)) {
    throw wrongUse("Cannot follow more than one job, nor a certain run");
  }
  const session = new Session(caller);
  const views = await session.call("show", { jobs });
  const only = onlyStream(flags);
  const times = flags.timestamps || flags.json;
  const [first] = views;
  if (flags.follow && first !== undefined) {
    await followJob(session, first, { sink: sinkFor(flags), tail: flags.tail, only, times });
    return EXIT.ok;
  }
  for (const [i, view] of views.entries()) {
    if (views.length > 1 && !flags.json) write(`${i === 0 ? "" : "\n"}==> ${view.name} <==\n`);
    const run = chooseRun(view, flags.run);
    if (run === undefined) continue;
    using reader = new LogReader(runPaths(`${caller.paths.runs}/${run}`), { only, times });
    if (flags.tail !== undefined) reader.skipToTail(flags.tail);
    const sink = sinkFor(flags);
    reader.advance(sink.take, { ended: true });
    sink.end();
  }
  return EXIT.ok;
}

function onlyStream({ stdout, stderr }: Flags): StreamName | undefined {
  return stdout === stderr ? undefined : stdout ? "stdout" : "stderr";
}

function sinkFor({ json, timestamps }: Flags): LogSink {
  return json ? jsonSink() : timestamps ? timedSink() : rawSink();
}

function chooseRun({ name, runs, state }: JobView, wanted: number | undefined): number | undefined {
  if (wanted === undefined) {
    if (runs.length === 0) say(`${name}: no output: it is ${state}`);
    return runs.at(-1)?.run;
  }
  if (runs.some(({ run }) => run === wanted)) return wanted;
  throw refused(
    `Cannot show run ${wanted} of job "${name}": it has ${runs.map(({ run }) => run).join(", ")}`,
  );
}
