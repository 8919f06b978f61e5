/** Follows a job: shows its output as it comes, over all its runs, until the job has ended. */

import { isFinal } from "../job/state.ts";
import { exists } from "../system/durable.ts";
import type { JobView } from "../wire/replies.ts";
import { FolderChanges } from "../system/folder_changes.ts";
import { filesOf } from "./log_jobs.ts";
import type { LogSink } from "./log_sinks.ts";
import { type LogWish, openRunLog, type RunFiles } from "./log_of_run.ts";
import { selectIds } from "./select.ts";
import type { Session } from "./session.ts";
import { sleep } from "./sleep.ts";

export interface FollowOptions {
  /** where the output of a run goes */
  readonly sinkFor: (job: JobView, run: number) => LogSink;
  /** all that is there was given to the sink */
  readonly flush?: () => void;
  /** of the first run; of those that follow all is shown, by `only` and `grep` */
  readonly wish?: LogWish;
}

/** Between two looks for the record that ends a run. */
const lookMs = 50;
/** How long chored may take to make of the end of a run the end of its job, or another run. */
const turnMs = 50;

/** Gives the job as it was at its end. */
export async function followJob(
  session: Session,
  job: { readonly id: number },
  { sinkFor, flush = () => {}, wish: first = {} }: FollowOptions,
): Promise<JobView> {
  const jobs = selectIds([job]);
  const end = watchEnd(session.call("wait", { jobs, until: "end" }));
  let wish = first;
  for (let seen = 0;;) {
    await session.call("wait", { jobs, until: "start" });
    const [view] = await session.call("show", { jobs });
    if (view === undefined) throw new Error(`Cannot follow job ${job.id}: no reply for it`);
    const run = seen === 0 ? view.runs.at(-1) : view.runs.find((each) => each.run > seen);
    if (run === undefined && isFinal(view.state)) return view;
    if (run !== undefined) {
      seen = run.run;
      await followRun(filesOf(session, view, run), { sink: sinkFor(view, seen), flush, wish, end });
      const { only, grep, times } = first;
      wish = { only, grep, times };
    }
    // its run is over; the job is as well, unless it begins another
    const [last] = await Promise.race([end.views, sleep(turnMs).then(() => [])]);
    if (last !== undefined && (last.runs.at(-1)?.run ?? 0) <= seen) return last;
  }
}

/** The end of the job, which somebody who restarts it puts off. */
interface JobEnd {
  readonly views: Promise<readonly JobView[]>;
  hasCome: boolean;
}

function watchEnd(views: Promise<readonly JobView[]>): JobEnd {
  const end = { views, hasCome: false };
  views.finally(() => end.hasCome = true).catch(() => {
    // told where it is awaited
  });
  return end;
}

interface RunFollow {
  readonly sink: LogSink;
  readonly flush: () => void;
  readonly wish: LogWish;
  readonly end: JobEnd;
}

async function followRun(files: RunFiles, { sink, flush, wish, end }: RunFollow): Promise<void> {
  using changes = new FolderChanges(files.paths.w);
  using log = await openRunLog(files, sink, { wish });
  // once, not at each look: a promise keeps all who ever waited for it
  end.views.finally(() => changes.wake()).catch(() => {
    // told where it is awaited
  });
  let lookedAt = -Infinity;
  // the worker leaves this record last of all
  const isOver = () => {
    if (end.hasCome) return true;
    if (performance.now() - lookedAt < lookMs) return false;
    lookedAt = performance.now();
    return exists(files.paths.final);
  };
  while (!isOver()) {
    const found = await log.advance({ ended: false });
    flush();
    await changes.next({ found });
  }
  await log.end();
  flush();
}
