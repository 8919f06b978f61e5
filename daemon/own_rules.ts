/** Rules upon an exit code or a state: chored sees these itself, and reacts in the transaction of the change. */

import type { Rule } from "../job/reaction.ts";
import { barText, decide } from "../job/reaction_count.ts";
import { cutReason } from "../job/run.ts";
import type { State } from "../job/state.ts";
import { doReaction, tellRule } from "./reaction_acts.ts";
import type { JobRow, RunRow } from "./rows.ts";
import { countOf, withCounts } from "./rules_state.ts";
import type { Session } from "./session.ts";

/** A run of the job has ended with `code`; to be called once that is in the open transaction. */
export function reactToExit(session: Session, id: number, { run, code }: Exit): void {
  const { store } = session;
  const rules = store.job(id)?.spec.react ?? [];
  for (const rule of rules) {
    if (rule.on.kind !== "exit" || !rule.on.codes.includes(code)) continue;
    meet(session, id, { rule, run: store.run(run) ?? null });
  }
}

interface Exit {
  readonly run: number;
  readonly code: number;
}

/** The job has come into `state`; to be called once that is in the open transaction. */
export function reactToState(session: Session, job: JobRow, { state }: { state: State }): void {
  if (job.state === state) return;
  for (const rule of job.spec.react) {
    if (rule.on.kind !== "state" || rule.on.state !== state) continue;
    const { run = null } = session.store.job(job.id) ?? {};
    meet(session, job.id, { rule, run: run === null ? null : session.store.run(run) ?? null });
  }
}

interface Met {
  readonly rule: Rule;
  readonly run: RunRow | null;
}

function meet(session: Session, id: number, { rule, run }: Met): void {
  const { store, log } = session;
  const job = store.job(id);
  if (job === undefined) return;
  const { count, bar } = decide(rule, countOf(job.rules, rule), { now: session.now() });
  const rules = withCounts(job.rules, { [rule.id]: count }, { rules: job.spec.react });
  store.changeJob(id, { rules });
  if (bar === undefined) {
    const key = `job-${id}/react/${rule.id}/${count.matched}`;
    const isOver = run !== null && run.endedAt !== null;
    doReaction(session, { ...job, rules }, { rule, run, reaction: { rule: rule.id }, isOver, key });
    return;
  }
  const text = `${tellRule(rule)} is held back: ${barText(rule, bar)}`;
  store.afterCommit(() => log.warn(`job ${id} "${job.name}": ${text}`));
  if (rule.action.do === "restart") {
    store.changeJob(id, { why: cutReason(`${job.why}; ${text}`) });
  }
}
