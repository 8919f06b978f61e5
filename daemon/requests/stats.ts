/** `stats`: what the newest runs of jobs used, or how the session does. */

import { ACTIVE } from "../../job/state.ts";
import type { RunStats, StatsAnswer } from "../../job/stats.ts";
import { LIMITS } from "../../limits.ts";
import type { JobStats } from "../../wire/stats_views.ts";
import { readRunStats } from "../read_run_stats.ts";
import { Refused } from "../refusal.ts";
import type { Handler } from "../requests.ts";
import type { JobRow } from "../rows.ts";
import { runPaths } from "../../system/paths.ts";
import { selectJobs } from "../select.ts";
import type { Session } from "../session.ts";
import { sessionStats } from "../session_stats.ts";

export const stats: Handler<"stats"> = async (session, body) => {
  if (body.of === "session") return { of: "session", session: await sessionStats(session) };
  const jobs = selectJobs(session, body.jobs, { allOf: ACTIVE });
  if (jobs.length > LIMITS.statsJobs) {
    throw new Refused(
      "limit",
      `Cannot tell the statistics of ${jobs.length} jobs: at most ${LIMITS.statsJobs} at once`,
    );
  }
  const samples = Math.min(LIMITS.samples, Math.floor(LIMITS.statsSamples / jobs.length));
  return {
    of: "jobs",
    jobs: await Promise.all(jobs.map((job) => tell(session, job, { samples }))),
  };
};

async function tell(
  session: Session,
  { id, name, state, run: runId }: JobRow,
  want: { readonly samples: number },
): Promise<JobStats> {
  const run = runId === null ? undefined : session.store.run(runId);
  const told = run !== undefined && run.startedAt !== null && run.endedAt === null
    ? await session.workers.order(run.id, { order: "stats", ...want })
    : undefined;
  const found = told?.stats ??
    (run === undefined
      ? undefined
      : await readRunStats(runPaths(`${session.paths.runs}/${run.id}`), want));
  return {
    id,
    name,
    state,
    run: runId,
    startedAt: isoTime(run?.startedAt),
    endedAt: isoTime(run?.endedAt),
    stats: found === undefined ? null : statsOf(found),
    worker: found?.worker ?? null,
  };
}

function statsOf({ worker: _, ...stats }: StatsAnswer): RunStats {
  return stats;
}

function isoTime(ms: number | null | undefined): string | null {
  return ms === null || ms === undefined ? null : new Date(ms).toISOString();
}
