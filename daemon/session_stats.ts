/** How a session does: what the store counts, and what its workers saw last. */

import type { StatsAnswer } from "../job/stats.ts";
import type { SessionStats } from "../wire/stats_views.ts";
import type { Session } from "./session.ts";
import { StatsStore } from "./stats_store.ts";

const hourMs = 3_600_000;

export async function sessionStats(session: Session): Promise<SessionStats> {
  const answers = await askWorkers(session);
  const now = session.now();
  const store = new StatsStore(session.store.plan.sql);
  const oldest = store.oldest(["waiting", "queued"]);
  return {
    at: isoTime(now),
    jobs: store.states(),
    oldestWaiting: oldest === undefined
      ? null
      : { name: oldest.name, createdAt: isoTime(oldest.createdAt) },
    hour: store.since(now - hourMs),
    day: store.since(now - 24 * hourMs),
    running: sumRunning(answers),
    chored: tellOwn(session),
    workers: sumWorkers(answers),
  };
}

/** Without samples they answer from what they have: 256 workers need not look all at once. */
async function askWorkers({ workers }: Session): Promise<StatsAnswer[]> {
  const answers = await Promise.all(
    workers.attached.map((run) => workers.order(run, { order: "stats", samples: 0 })),
  );
  return answers.flatMap((answer) => answer?.stats ?? []);
}

function sumRunning(answers: readonly StatsAnswer[]): SessionStats["running"] {
  const sum = sumOver(answers);
  return {
    jobs: answers.length,
    processes: sum(({ usage }) => usage.processes),
    cpuPercent: Math.round(sum(({ usage }) => usage.cpuPercent) * 10) / 10,
    rssBytes: sum(({ usage }) => usage.rssBytes),
    loggedBytes: sum(({ usage }) => usage.stdoutBytes + usage.stderrBytes),
  };
}

function sumWorkers(answers: readonly StatsAnswer[]): SessionStats["workers"] {
  const sum = sumOver(answers);
  return {
    count: answers.filter(({ worker }) => worker !== null).length,
    cpuMs: sum(({ worker }) => worker?.cpuMs ?? 0),
    rssBytes: sum(({ worker }) => worker?.rssBytes ?? 0),
  };
}

function sumOver(answers: readonly StatsAnswer[]) {
  return (of: (answer: StatsAnswer) => number) =>
    answers.reduce((all, answer) => all + of(answer), 0);
}

/** Its processor time it cannot tell: that would take a right to run ps(1). */
function tellOwn({ startedAt }: Session): SessionStats["chored"] {
  const { rss, heapUsed } = Deno.memoryUsage();
  return { pid: Deno.pid, startedAt: isoTime(startedAt), rssBytes: rss, heapBytes: heapUsed };
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
