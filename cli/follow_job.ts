/** Follows a job: shows its output as it comes, over all its runs, until the job has ended. */

import { type LogSink, type LogWish, openRunLog, type RunFiles } from "../logs/run_log.ts";
import { type CurrentRun, followRuns } from "../logs/run_series.ts";
import { type JobEnd, RunWatch } from "../logs/run_watch.ts";
import type { JobView } from "../wire/replies.ts";
import { filesOf } from "./log_jobs.ts";
import { selectIds } from "./select.ts";
import type { Session } from "./session.ts";

export interface FollowOptions {
  /** where the output of a run goes */
  readonly sinkFor: (job: JobView, run: number) => LogSink;
  /** all that is there was given to the sink */
  readonly flush?: () => void;
  /** of the first run; of those that follow all is shown, by `only` and `grep` */
  readonly wish?: LogWish;
}

/** Gives the job as it was at its end. */
export async function followJob(
  session: Session,
  job: { readonly id: number },
  { sinkFor, flush = () => {}, wish: first = {} }: FollowOptions,
): Promise<JobView> {
  let wish = first;
  const runs = runsOf(session, job);
  for (let next = await runs.next();; next = await runs.next()) {
    if (next.done) return next.value;
    const { job: view, run, end } = next.value;
    const sink = sinkFor(view, run.run);
    await followRun(filesOf(session, view, run), { sink, flush, wish, end });
    const { only, grep, times } = first;
    wish = { only, grep, times };
  }
}

function runsOf(
  session: Session,
  job: { readonly id: number },
): AsyncGenerator<CurrentRun<JobView>, JobView> {
  const jobs = selectIds([job]);
  return followRuns({
    ended: () => session.call("wait", { jobs, until: "end" }),
    started: () => session.call("wait", { jobs, until: "start" }),
    async show() {
      const [view] = await session.call("show", { jobs });
      if (view === undefined) throw new Error(`Cannot follow job ${job.id}: no reply for it`);
      return view;
    },
  });
}

interface RunFollow {
  readonly sink: LogSink;
  readonly flush: () => void;
  readonly wish: LogWish;
  readonly end: JobEnd<JobView>;
}

async function followRun(files: RunFiles, { sink, flush, wish, end }: RunFollow): Promise<void> {
  using watch = new RunWatch(files.paths, end);
  using log = await openRunLog(files, sink, { wish });
  while (!watch.isOver()) {
    const found = await log.advance({ ended: false });
    flush();
    await watch.next({ found });
  }
  await log.end();
  flush();
}
