/** What queued jobs wait for, found when somebody asks: it changes with each job of their group that begins or ends. */

import { describeQueued } from "../job/queue_reason.ts";
import { poolOf, readPools } from "./pool.ts";
import type { JobRow } from "./rows.ts";
import type { Session } from "./session.ts";

/** The same jobs; those that are queued tell their group, its slots and their place. */
export function explainQueued(session: Session, jobs: readonly JobRow[]): readonly JobRow[] {
  const queued = jobs.filter(({ state }) => state === "queued");
  if (queued.length === 0) return jobs;
  const reasons = new Map<number, string>();
  const pools = readPools(session);
  for (const [name, members] of Map.groupBy(queued, ({ group }) => group)) {
    explainGroup(session, members, { name, ...pools[poolOf(name)], reasons });
  }
  return jobs.map((job) => ({ ...job, why: reasons.get(job.id) ?? job.why }));
}

interface Told {
  readonly name: string;
  readonly workers: number;
  /** of them */
  readonly free: number;
  readonly reasons: Map<number, string>;
}

function explainGroup(
  { store: { plan } }: Session,
  jobs: readonly JobRow[],
  { name, workers, free, reasons }: Told,
): void {
  const row = plan.group(name);
  if (row === undefined) return;
  const group = { ...row, used: plan.used(name) };
  const places = plan.places(name, jobs.map(({ id }) => id));
  for (const { id, slots } of jobs) {
    const place = places.get(id) ?? 1;
    reasons.set(
      id,
      `waits for its turn: ${describeQueued({ slots, place }, group, { free, workers })}`,
    );
  }
}
