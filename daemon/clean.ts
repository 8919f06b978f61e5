/** Cleaning: an ended job that somebody has seen goes, with the first look later than `keep`, unless it is pinned. */

import { LIMITS } from "../limits.ts";
import { AFTER_CONDITIONS, isMetBy } from "../job/after.ts";
import { isFinal } from "../job/state.ts";
import { removeIfThere } from "../system/durable.ts";
import { isNeeded } from "./hooks.ts";
import type { JobRow } from "./rows.ts";
import { pathsOf } from "./run_paths.ts";
import { checkWaiting } from "./wake.ts";
import type { Session } from "./session.ts";

/** Suffixes of the names that the seed promises for a run. */
const suffixes = ["pid", "debug", "stdin", "stdout", "stderr", "stats"];

/** Somebody looks: what was seen longer ago than `keep` goes first. */
export function cleanSeen(session: Session): void {
  const jobs = session.store.jobsToClean(
    session.now() - session.config.keepMs,
    LIMITS.cleanedAtOnce,
  );
  const gone = jobs.filter((job) =>
    !isNeeded(session, job) && !session.store.isRead({ job: job.id })
  );
  besides(session, () => gone.forEach((job) => removeJob(session, job)));
}

/** These jobs are shown to somebody: those that have ended count as seen from the first time on. */
export function markSeen(session: Session, jobs: readonly JobRow[]): void {
  const fresh = jobs.filter((job) => isFinal(job.state) && job.seenAt === null);
  if (fresh.length === 0) return;
  const seenAt = session.now();
  besides(session, () =>
    session.store.transaction(() => {
      for (const job of fresh) session.store.changeJob(job.id, { seenAt });
    }));
}

/** What a look writes besides: on a full disk a later look does, and this one shows what there is. */
function besides(session: Session, write: () => void): void {
  try {
    write();
  } catch (error) {
    session.log.warn(`cannot note a look: ${error instanceof Error ? error.message : error}`);
  }
}

/** Takes a job out of the store, then its files. Whatever is left of them after a crash is swept at the next start. */
export function removeJob(session: Session, job: JobRow): void {
  const hooks = endedHooks(session.store.hooksOfJob(job.id));
  for (const hook of hooks) removeJob(session, hook);
  const runs = session.store.runsOf(job.id);
  const dependants = session.store.plan.dependants(job.id);
  session.store.transaction(() => {
    const { state } = job;
    if (isFinal(state)) {
      const isReady = job.readyAt !== null;
      const met = AFTER_CONDITIONS.filter((each) => isMetBy(each, state, { isReady }));
      session.store.plan.meetDependencies(job.id, met);
    }
    session.store.removeJob(job.id);
  });
  session.log.info(`job ${job.id} "${job.name}": removed`);
  for (const run of runs) removeFiles(session, run);
  session.spools.release(job.spec.stdin);
  for (const id of dependants) checkWaiting(session, id);
}

/** Hooks go with what they were for, but those that have not ended, which will be cleaned, and the pinned ones. */
function endedHooks(hooks: readonly JobRow[]): JobRow[] {
  return hooks.filter(({ state, pinned }) => isFinal(state) && !pinned);
}

export function removeFiles(
  session: Session,
  run: { id: number; label: string },
  { triesLeft = LIMITS.removeRetries }: { triesLeft?: number } = {},
): void {
  session.logTotal.forget(run.id);
  try {
    for (const suffix of suffixes) removeIfThere(`${session.paths.jobs}/${run.label}.${suffix}`);
    Deno.removeSync(pathsOf(session, run.id).folder, { recursive: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    // its worker writes its last files
    if (triesLeft > 0) {
      setTimeout(() => removeFiles(session, run, { triesLeft: triesLeft - 1 }), LIMITS.goneRetryMs);
      return;
    }
    session.log.warn(
      `run ${run.id}: cannot remove its files: ${error instanceof Error ? error.message : error}`,
    );
  }
}

/** Lets go of the oldest runs of a job that was started often. */
export function pruneRuns(session: Session, job: number): void {
  for (const run of session.store.runsOf(job).slice(0, -LIMITS.runsPerJob)) {
    if (session.store.isRead({ run: run.id })) continue;
    for (const hook of endedHooks(session.store.hooksOf(run.id))) removeJob(session, hook);
    session.store.removeRun(run.id);
    removeFiles(session, run);
  }
}

/** Run folders and links that no run in the store owns. */
export function sweepFiles(session: Session): void {
  for (const entry of Deno.readDirSync(session.paths.runs)) {
    if (/^\d+$/.test(entry.name) && session.store.run(Number(entry.name)) === undefined) {
      Deno.removeSync(`${session.paths.runs}/${entry.name}`, { recursive: true });
    }
  }
  for (const entry of Deno.readDirSync(session.paths.jobs)) {
    const label = entry.name.slice(0, entry.name.lastIndexOf("."));
    if (entry.isSymlink && !session.store.hasLabel(label)) {
      removeIfThere(`${session.paths.jobs}/${entry.name}`);
    }
  }
}
