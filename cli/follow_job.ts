/** Follows a job: shows its output as it comes, over all its runs, until the job has ended. */

import { isFinal } from "../job/state.ts";
import { exists } from "../system/durable.ts";
import { runPaths } from "../system/paths.ts";
import type { JobView } from "../wire/replies.ts";
import { LogReader, type ReaderOptions } from "./log_reader.ts";
import type { LogSink } from "./log_sinks.ts";
import { selectIds } from "./select.ts";
import type { Session } from "./session.ts";
import { sleep } from "./sleep.ts";

export interface FollowOptions extends ReaderOptions {
  readonly sink: LogSink;
  /** begin with this many lines of what is there */
  readonly tail?: number | undefined;
}

/** Looks this often where the system does not tell of changes, or does not tell all. */
const pollMs = 200;
/** After a change, so that a flood of small writes is read in larger pieces. */
const gatherMs = 5;
/** How long chored may take to make of the end of a run the end of its job, or another run. */
const turnMs = 50;

/** Gives the job as it was at its end. */
export async function followJob(
  session: Session,
  job: { readonly id: number },
  options: FollowOptions,
): Promise<JobView> {
  const jobs = selectIds([job]);
  const end = watchEnd(session.call("wait", { jobs, until: "end" }));
  let tail = options.tail;
  for (let seen = 0;;) {
    await session.call("wait", { jobs, until: "start" });
    const [view] = await session.call("show", { jobs });
    if (view === undefined) throw new Error(`Cannot follow job ${job.id}: no reply for it`);
    const run = seen === 0 ? view.runs.at(-1) : view.runs.find((each) => each.run > seen);
    if (run === undefined && isFinal(view.state)) return view;
    if (run !== undefined) {
      seen = run.run;
      await followRun(`${session.caller.paths.runs}/${seen}`, { ...options, tail, end });
      tail = undefined;
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

interface RunFollow extends FollowOptions {
  readonly end: JobEnd;
}

async function followRun(folder: string, { sink, tail, end, ...how }: RunFollow): Promise<void> {
  const paths = runPaths(folder);
  using reader = new LogReader(paths, how);
  using changes = new Changes(paths.w);
  const jobEnd = end.views.catch(() => {
    // told where it is awaited
  });
  // the worker leaves this record last of all
  const isOver = () => end.hasCome || exists(paths.final);
  if (tail !== undefined) reader.skipToTail(tail);
  while (!isOver()) {
    reader.advance(sink.take, { ended: false });
    await Promise.race([changes.next(), jobEnd]);
    if (!end.hasCome) await Promise.race([sleep(gatherMs), jobEnd]);
  }
  reader.advance(sink.take, { ended: true });
  sink.end();
}

/** Tells of changes in a folder; without the system's help it looks now and then. */
class Changes {
  readonly #watcher: Deno.FsWatcher | undefined;
  #changed = Promise.withResolvers<void>();

  constructor(folder: string) {
    try {
      this.#watcher = Deno.watchFs(folder, { recursive: false });
      this.#watch(this.#watcher);
    } catch {
      // no more watches to be had, or no folder yet: polling does it
    }
  }

  /** The next change, or a while later. */
  async next(): Promise<void> {
    await Promise.race([this.#changed.promise, sleep(pollMs)]);
    this.#changed = Promise.withResolvers();
  }

  [Symbol.dispose](): void {
    this.#watcher?.close();
  }

  async #watch(watcher: Deno.FsWatcher): Promise<void> {
    try {
      for await (const _ of watcher) this.#changed.resolve();
    } catch {
      // the watch ended: polling goes on
    }
  }
}
