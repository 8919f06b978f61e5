/** `signal`: any signal to a job's processes. */

import type { SignalName } from "../../job/signal.ts";
import type { Done } from "../../wire/replies.ts";
import { Refused } from "../refusal.ts";
import type { Handler } from "../requests.ts";
import type { JobRow } from "../rows.ts";
import { selectJobs } from "../select.ts";
import type { Session } from "../session.ts";

const running = ["running", "paused", "stopping"] as const;

export const signal: Handler<"signal"> = async (
  session,
  { jobs: selection, signal: name },
  { peer },
) => {
  const jobs = selectJobs(session, selection, { allOf: running });
  for (const job of jobs) {
    if (!(running as readonly string[]).includes(job.state)) {
      throw new Refused("wrong_state", `Cannot signal job "${job.name}": it is ${job.state}`);
    }
  }
  return await Promise.all(
    jobs.map((job) => signalJob(session, job, { name, who: peer.who ?? "" })),
  );
};

async function signalJob(
  session: Session,
  job: JobRow,
  given: { name: SignalName; who: string },
): Promise<Done> {
  if (job.run === null) {
    throw new Refused("wrong_state", `Cannot signal job "${job.name}": it has no run`);
  }
  const note = `${given.name} sent by ${given.who} at ${new Date().toISOString()}`;
  session.store.changeRun(job.run, { endedBy: note });
  session.log.info(`job ${job.id} "${job.name}": ${note}`);
  const answer = await session.workers.order(job.run, { order: "signal", signal: given.name });
  if (answer === undefined) {
    throw new Refused("system", `Cannot signal job "${job.name}": its worker does not answer`);
  }
  if (!answer.ok) {
    throw new Refused(
      "system",
      `Cannot signal job "${job.name}": ${answer.detail ?? "no reason given"}`,
    );
  }
  return { id: job.id, name: job.name, state: job.state };
}
