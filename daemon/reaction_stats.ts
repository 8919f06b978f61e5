/** What a job uses, or used, as a line of chored's log: the action `stats` of a rule. */

import type { Usage } from "../job/run.ts";
import { readRunStats } from "./read_run_stats.ts";
import type { JobRow, RunRow } from "./rows.ts";
import { pathsOf } from "./run_paths.ts";
import type { Session } from "./session.ts";

/** Nobody waits for it: its worker may take its time to answer. */
export async function logStats(
  session: Session,
  { id, name }: JobRow,
  { run }: { readonly run: RunRow | null },
): Promise<void> {
  const usage = run === null ? undefined : await usageOf(session, run);
  const text = usage === undefined ? "its statistics are not known" : usageText(usage);
  session.log.info(`job ${id} "${name}": ${text}`);
}

async function usageOf(session: Session, run: RunRow): Promise<Partial<Usage> | undefined> {
  if (session.workers.isAttached(run.id)) {
    const answer = await session.workers.order(run.id, { order: "usage" });
    if (answer?.usage !== undefined) return answer.usage;
  }
  return (await readRunStats(pathsOf(session, run.id), { samples: 0 }))?.usage;
}

function usageText(usage: Partial<Usage>): string {
  return Object.entries(usage)
    .filter(([key]) => key !== "at")
    .map(([key, value]) => `${key} ${value}`)
    .join(", ");
}
