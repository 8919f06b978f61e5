/** `react`: tell the rules of jobs, or change them: on record first, then their workers look by them. */

import { isWatched, numberRules, type Rule } from "../../job/reaction.ts";
import { rulesBytes } from "../../job/reaction_shape.ts";
import { isActive, isFinal, STATES } from "../../job/state.ts";
import { LIMITS } from "../../limits.ts";
import type { RequestOf } from "../../wire/messages.ts";
import type { JobRules } from "../../wire/replies.ts";
import { checkPatterns } from "../check_patterns.ts";
import { complaintOf } from "../check_wish.ts";
import { checkPolicy } from "../policy.ts";
import { Refused } from "../refusal.ts";
import type { Handler } from "../requests.ts";
import type { JobRow } from "../rows.ts";
import { rulesAfter } from "../rules_state.ts";
import { refuseHook, selectJobs } from "../select.ts";
import type { Session } from "../session.ts";
import { viewJobRules } from "../view_rules.ts";

type Asked = RequestOf<"react">;

export const react: Handler<"react"> = async (session, asked, { peer }) => {
  if (asked.do === "list") {
    return selectJobs(session, asked.jobs, { allOf: STATES }).map(viewJobRules);
  }
  if (asked.do === "add") await checkPatterns([asked.rules], "Cannot react");
  const allOf = STATES.filter((state) => !isFinal(state));
  // all are checked before the first is changed
  const changes = selectJobs(session, asked.jobs, { allOf }).map((job) => ({
    job,
    rules: checkRules(session, job, asked),
  }));
  for (const change of changes) await checkPatterns([change.rules], "Cannot react");
  const who = peer.who ?? "";
  return await Promise.all(changes.map((change) => changeRules(session, change, { who })));
};

/** The rules that the job is to have. @throws {Refused} */
function checkRules(session: Session, job: JobRow, asked: Asked): Rule[] {
  refuseHook(job, { verb: "react to" });
  const cannot = `Cannot react to job "${job.name}"`;
  if (job.tabLine !== null) {
    throw new Refused(
      "wrong_state",
      `${cannot}: it is line ${job.tabLine} of the choretab: chore tab -e`,
    );
  }
  const rules = rulesOf(job, asked, { cannot });
  const changed = { ...job.spec, react: rules };
  checkPolicy(session, { ...changed, env: session.store.envOf(job.id) }, { cannot });
  const wrong = complaintOf(session, changed);
  if (wrong !== undefined) throw new Refused("bad_request", `${cannot}: ${wrong}`);
  if (rules.length > LIMITS.rules) {
    throw new Refused("limit", `${cannot}: a job has at most ${LIMITS.rules} rules`);
  }
  if (rulesBytes(rules) > LIMITS.rulesBytes) {
    const most = `at most ${LIMITS.rulesBytes} bytes together`;
    throw new Refused("limit", `${cannot}: the rules of a job have ${most}`);
  }
  return rules;
}

function rulesOf(job: JobRow, asked: Asked, { cannot }: { cannot: string }): Rule[] {
  const { react: before } = job.spec;
  if (asked.do === "list") return before;
  if (asked.do === "add") {
    const more = asked.rules.map((rule) => ({ ...rule, id: 0 }));
    return numberRules([...before, ...more], job.rules?.next);
  }
  const { rules: gone } = asked;
  if (gone === undefined) return [];
  const missing = gone.find((id) => !before.some((rule) => rule.id === id));
  if (missing === undefined) return before.filter(({ id }) => !gone.includes(id));
  throw new Refused("bad_request", `${cannot}: it has no rule ${missing}: chore react ${job.name}`);
}

interface Change {
  readonly job: JobRow;
  readonly rules: readonly Rule[];
}

async function changeRules(
  session: Session,
  { job: { id, spec: { react: before } }, rules }: Change,
  { who }: { who: string },
): Promise<JobRules> {
  const { store, log } = session;
  const job = store.job(id);
  if (job === undefined) throw new Refused("no_such_job", `Cannot find job ${id}: it was removed`);
  if (JSON.stringify(job.spec.react) !== JSON.stringify(before)) {
    const again = "its rules were changed meanwhile: try again";
    throw new Refused("wrong_state", `Cannot react to job "${job.name}": ${again}`);
  }
  const watch = rules.filter(isWatched);
  const run = isActive(job.state) ? job.run : null;
  store.transaction(() => {
    store.changeJob(id, {
      spec: { ...job.spec, react: [...rules] },
      rules: rulesAfter(job, rules),
    });
    if (run !== null) store.changeRun(run, { watch });
  });
  log.info(`job ${id} "${job.name}": has ${rules.length} rules, by ${who}`);
  const answer = run === null || job.state === "starting"
    ? { ok: true }
    : await session.workers.order(run, { order: "rules", rules: watch });
  const view = viewJobRules(store.job(id) ?? job);
  if (answer?.ok === true) return view;
  return { ...view, note: "its worker does not answer: it looks by them once it does" };
}
