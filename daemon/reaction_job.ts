/** The command of a rule, as the job that it is. */

import { captureVariables } from "../job/captures.ts";
import { HOOK_REQUEST } from "../job/hook_kinds.ts";
import { hookName, hookSpec, hookVariables } from "../job/hook_job.ts";
import { LIMITS } from "../limits.ts";
import { printable } from "../system/text.ts";
import { announce } from "./announce.ts";
import { placeJob } from "./place.ts";
import type { Cause } from "./reaction_acts.ts";
import type { JobRow } from "./rows.ts";
import { pathsOf } from "./run_paths.ts";
import type { Session } from "./session.ts";

/** Puts it into the open transaction, and gives its name. @throws {Error} where there are too many */
export function placeReaction(
  session: Session,
  job: JobRow,
  { rule, run, reaction, key }: Omit<Cause, "isOver">,
): string {
  const { store } = session;
  if (rule.action.do !== "run") throw new Error("it runs nothing");
  checkRoom(session);
  const spec = hookSpec({ ...job.spec, env: store.envOf(job.id) }, {
    text: rule.action.command,
    timeoutMs: job.spec.hooks.timeoutMs,
    isFree: job.spec.hooks.free ?? false,
  });
  const paths = run === null ? undefined : pathsOf(session, run.id);
  const subject = {
    ...{ job: job.name, jobId: job.id, run: run?.id ?? 0, session: session.paths.session },
    ...{ state: job.state, outcome: run?.outcome ?? undefined, reason: printable(job.why) },
    ...{ attempt: job.tries + 1, stdout: paths?.stdout ?? "", stderr: paths?.stderr ?? "" },
  };
  const env = [...captureVariables(reaction), ...hookVariables("react", subject)];
  const placed = placeJob(session, {
    ...{ request: `${HOOK_REQUEST}${key}`, name: undefined, like: hookName(job.name, "react") },
    ...{ ifAbsent: false, spec },
    hook: { kind: "react", run: run?.id ?? 0, job: job.id, env },
  }, { who: job.createdBy });
  const who = `rule ${rule.id} of job "${job.name}"`;
  store.afterCommit(() => announce(session, placed, { who }));
  return placed.name;
}

function checkRoom({ store }: Session): void {
  if (store.countOpenHooks(LIMITS.hooksOpen) >= LIMITS.hooksOpen) {
    throw new Error(`${LIMITS.hooksOpen} hooks have not ended`);
  }
  if (store.countJobs() >= LIMITS.jobs) {
    throw new Error(`the session keeps ${LIMITS.jobs} jobs: chore clean`);
  }
}
