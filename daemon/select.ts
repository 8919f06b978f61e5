/** Which jobs a request is for: names, ids, or all. */

import { isId } from "../job/name.ts";
import type { State } from "../job/state.ts";
import { LIMITS } from "../limits.ts";
import { nearest, printable } from "../system/text.ts";
import type { Selection } from "../wire/messages.ts";
import { Refused } from "./refusal.ts";
import type { JobRow } from "./rows.ts";
import type { Session } from "./session.ts";

/** The selected jobs, each once, in the order asked for. `all` means those in `allOf` that are no hooks. @throws {Refused} */
export function selectJobs(
  session: Session,
  selection: Selection,
  { allOf }: { readonly allOf: readonly State[] },
): JobRow[] {
  if (selection.all) {
    return session.store.jobsInStates(allOf, LIMITS.jobs).filter(({ hook }) => hook === null);
  }
  if (selection.names.length === 0) {
    throw new Refused("bad_request", "Cannot select a job: none is named");
  }
  const jobs = new Map<number, JobRow>();
  for (const name of selection.names) {
    const job = findJob(session, name);
    jobs.set(job.id, job);
  }
  return [...jobs.values()];
}

/** What a hook is to do, and when, is its job's to say. @throws {Refused} */
export function refuseHook({ name, hook }: JobRow, { verb }: { verb: string }): void {
  if (hook === null) return;
  throw new Refused(
    "wrong_state",
    `Cannot ${verb} job "${name}": it is the ${hook.kind} of job ${hook.job}: ${verb} that`,
  );
}

function findJob(session: Session, name: string): JobRow {
  const job = isId(name) ? session.store.job(Number(name)) : session.store.jobByName(name);
  if (job !== undefined) return job;
  const near = nearest(name, session.store.jobNames());
  const hint = near === undefined ? "" : `: did you mean "${near}"?`;
  throw new Refused(
    "no_such_job",
    `Cannot find job "${printable(name)}" in session "${session.paths.session}"${hint}`,
  );
}
