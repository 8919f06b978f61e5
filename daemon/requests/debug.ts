/** `debug`: has workers write their data into their folders, where the client reads it; or tells chored's own. */

import { isActive, STATES } from "../../job/state.ts";
import type { JobDebug } from "../../wire/debug_views.ts";
import type { Handler } from "../requests.ts";
import type { JobRow } from "../rows.ts";
import { selectJobs } from "../select.ts";
import type { Session } from "../session.ts";

const active = STATES.filter(isActive);

export const debug: Handler<"debug"> = async (session, wish) => {
  if (wish.of === "session") {
    const { dumpSession } = await import("../dump.ts");
    return { of: "session", session: dumpSession(session) };
  }
  const jobs = selectJobs(session, wish.jobs, { allOf: active });
  return { of: "jobs", jobs: await Promise.all(jobs.map((job) => askWorker(session, job))) };
};

async function askWorker(session: Session, job: JobRow): Promise<JobDebug> {
  const { id, name, run } = job;
  return { id, name, run, note: run === null ? "it has not begun" : await order(session, run) };
}

async function order(session: Session, run: number): Promise<string | null> {
  if (session.store.run(run)?.endedAt !== null) return "its run has ended";
  if (!session.workers.isAttached(run)) return "its worker has no channel";
  const answer = await session.workers.order(run, { order: "debug" });
  if (answer?.ok === true) return null;
  return answer?.detail ?? "its worker does not answer";
}
