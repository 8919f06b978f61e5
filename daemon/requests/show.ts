/** `show`: all about the selected jobs. */

import { STATES } from "../../job/state.ts";
import type { ShownJob } from "../../wire/replies.ts";
import { viewLimits } from "../cgroup.ts";
import { cleanSeen, markSeen } from "../clean.ts";
import { explainQueued } from "../explain.ts";
import { explainLogging, loggingOf } from "../explain_logging.ts";
import { confinedByPolicy } from "../policy.ts";
import type { Handler } from "../requests.ts";
import type { JobRow } from "../rows.ts";
import { selectJobs } from "../select.ts";
import type { Session } from "../session.ts";
import { viewJob } from "../view.ts";
import { viewConfinement } from "../view_confinement.ts";
import { viewPolicy } from "../view_policy.ts";
import { viewRules } from "../view_rules.ts";

export const show: Handler<"show"> = async (session, { jobs: selection, usage }) => {
  cleanSeen(session);
  const jobs = selectJobs(session, selection, { allOf: STATES });
  markSeen(session, jobs);
  return await Promise.all(
    explainLogging(session, explainQueued(session, jobs)).map((job) =>
      showJob(session, job, { usage })
    ),
  );
};

async function showJob(session: Session, job: JobRow, want: { usage: boolean }): Promise<ShownJob> {
  const policy = viewPolicy(session, job);
  const asRun = { ...job.spec, ...policy === null ? {} : { limits: policy.limits } };
  const whole = {
    ...viewJob(job, session.store.runsOf(job.id)),
    spec: job.spec,
    confinement: viewConfinement(confinedByPolicy(session, job.spec)),
    limitsHeld: viewLimits(session, { ...job, spec: asRun }),
    policy,
    rules: viewRules(job),
    skippedBytes: job.rules?.skippedBytes ?? 0,
    hooks: hooksOf(session, job),
  };
  const logging = loggingOf(session, job);
  const view = logging === undefined ? whole : { ...whole, logging };
  const runs = job.state === "running" || job.state === "paused" || job.state === "stopping";
  if (!want.usage || !runs || job.run === null) return view;
  const answer = await session.workers.order(job.run, { order: "usage" });
  return answer?.usage === undefined ? view : { ...view, usage: answer.usage };
}

function hooksOf({ store }: Session, { run }: JobRow): ShownJob["hooks"] {
  if (run === null) return [];
  return store.hooksOf(run).flatMap(({ id, name, state, hook }) =>
    hook === null ? [] : [{ kind: hook.kind, id, name, state }]
  );
}
