/** The runs of a job whose output is wanted, one after the other. */

import { isFinal, type State } from "../job/state.ts";
import { sleep } from "../system/clock.ts";
import { type JobEnd, watchEnd } from "./run_watch.ts";

/** What is known of a run. */
export interface LoggedRun {
  readonly run: number;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

/** A job, with its runs, oldest first. */
export interface LoggedJob {
  readonly state: State;
  readonly runs: readonly LoggedRun[];
}

/** Who knows the job. */
export interface JobSource<Job extends LoggedJob> {
  /** resolves once it runs, or never will */
  started(): Promise<unknown>;
  show(): Promise<Job>;
  ended(): Promise<readonly Job[]>;
}

/** A run whose output comes. */
export interface CurrentRun<Job extends LoggedJob> {
  readonly job: Job;
  readonly run: Job["runs"][number];
  /** the end of the job */
  readonly end: JobEnd<Job>;
}

/** How long chored may take to make of the end of a run the end of its job, or another run. */
const turnMs = 50;

/**
 * The newest run, and those that follow it, until the job has ended; gives the job as it was then. The
 * next is asked for once the output of one is over.
 */
export async function* followRuns<Job extends LoggedJob>(
  source: JobSource<Job>,
): AsyncGenerator<CurrentRun<Job>, Job> {
  const end = watchEnd(source.ended());
  for (let seen = 0;;) {
    await source.started();
    const job = await source.show();
    const run = seen === 0 ? job.runs.at(-1) : job.runs.find((each) => each.run > seen);
    if (run === undefined && isFinal(job.state)) return job;
    if (run !== undefined) {
      seen = run.run;
      yield { job, run, end };
    }
    // its run is over; the job is as well, unless it begins another
    const [last] = await Promise.race([end.views, sleep(turnMs).then(() => [])]);
    if (last !== undefined && (last.runs.at(-1)?.run ?? 0) <= seen) return last;
  }
}

/** Whether something that a run wrote can have come between the times, in milliseconds since 1970. */
export function overlaps(
  { startedAt, endedAt }: LoggedRun,
  { since, until }: { readonly since?: number | undefined; readonly until?: number | undefined },
): boolean {
  return (since === undefined || endedAt === null || Date.parse(endedAt) >= since) &&
    (until === undefined || startedAt === null || Date.parse(startedAt) < until);
}

/** Opens the logs of `runs`, oldest first: the last lines of a job may be those of several of them. */
export async function openRuns<Run, Log extends { readonly lines: number }>(
  runs: readonly Run[],
  { tail, open }: {
    readonly tail: number | undefined;
    readonly open: (run: Run, tail: number | undefined) => Promise<Log>;
  },
): Promise<{ readonly run: Run; readonly log: Log }[]> {
  const opened: { readonly run: Run; readonly log: Log }[] = [];
  let left = tail;
  for (const run of runs.toReversed()) {
    if (left === 0) break;
    const log = await open(run, left);
    if (left !== undefined) left -= log.lines;
    opened.unshift({ run, log });
  }
  return opened;
}
