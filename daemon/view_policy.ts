/** What the policy of a session makes of a job, as clients see it. */

import { boundBy, droppedNames } from "../job/policy_rules.ts";
import type { PolicyView } from "../wire/replies.ts";
import { complaintOfPolicy } from "./policy.ts";
import type { JobRow } from "./rows.ts";
import type { Session } from "./session.ts";

/** Null where the session has none. Of the environment it tells names and no more. */
export function viewPolicy(session: Session, job: JobRow): PolicyView | null {
  const { policy, store } = session;
  if (policy === undefined) return null;
  const env = store.wholeEnvOf(job);
  const spec = { ...job.spec, env };
  return {
    file: policy.file,
    limits: boundBy(policy, spec).limits,
    leftOut: droppedNames(policy, env),
    refuses: complaintOfPolicy(session, spec) ?? null,
  };
}
