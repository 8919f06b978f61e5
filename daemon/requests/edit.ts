/** `edit`: change what a job that has not begun is to do. */

import { numberRules } from "../../job/reaction.ts";
import { sameText } from "../../job/same_text.ts";
import type { Spec } from "../../job/spec.ts";
import { isFinal, WAITING } from "../../job/state.ts";
import { withProducer } from "../../job/stdin.ts";
import type { Done } from "../../wire/replies.ts";
import { advance, type Step } from "../advance.ts";
import { checkPatterns } from "../check_patterns.ts";
import { complaintOf } from "../check_wish.ts";
import { resolveAfter, settled, whyScheduled } from "../place.ts";
import type { Dependency } from "../plan_store.ts";
import { checkPolicy } from "../policy.ts";
import { Refused } from "../refusal.ts";
import type { Handler } from "../requests.ts";
import { rulesAfter } from "../rules_state.ts";
import type { JobRow, StoredSpec } from "../rows.ts";
import { refuseHook, selectJobs } from "../select.ts";
import type { Session } from "../session.ts";
import { firstTime } from "../times.ts";
import { envOfUser } from "../user.ts";

type Change = Partial<Spec>;

export const edit: Handler<"edit"> = async (session, { jobs: selection, change }, { peer }) => {
  const jobs = selectJobs(session, selection, { allOf: WAITING });
  const said = Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined),
  ) as Change;
  await checkPatterns([said.react ?? []], "Cannot edit a job");
  // all are checked before the first is changed
  return jobs.map((job) => checkEdit(session, job, { change: said })).map((edited) =>
    changeJob(session, edited, { change: said, who: peer.who ?? "" })
  );
};

interface Edited {
  readonly job: JobRow;
  readonly spec: StoredSpec;
  readonly dependencies: readonly Dependency[];
}

/** @throws {Refused} */
function checkEdit(session: Session, job: JobRow, { change }: { change: Change }): Edited {
  refuseHook(job, { verb: "edit" });
  if (!(WAITING as readonly string[]).includes(job.state)) {
    throw new Refused(
      "wrong_state",
      `Cannot edit job "${job.name}": it is ${job.state}: only what waits can be changed`,
    );
  }
  if (job.tabLine !== null) {
    throw new Refused(
      "wrong_state",
      `Cannot edit job "${job.name}": it is line ${job.tabLine} of the choretab: chore tab -e`,
    );
  }
  const { env: _, ...rest } = { ...job.spec, ...change, ...profileAfter(job, change) };
  const after = withProducer(rest.after, rest.stdin);
  const react = numberRules(rest.react, job.rules?.next);
  const spec = { ...rest, after, react, held: change.held ?? job.state === "held" };
  const env = envAfter(session, job, { change }) ?? session.store.envOf(job.id);
  checkPolicy(session, { ...spec, env }, { cannot: `Cannot edit job "${job.name}"` });
  const wrong = complaintOf(session, spec) ?? complaintOfInput(job, spec);
  if (wrong !== undefined) {
    throw new Refused("bad_request", `Cannot edit job "${job.name}": ${wrong}`);
  }
  const dependencies = resolveAfter(session, spec.after);
  checkCycle(session, job, { dependencies });
  return { job, spec: settled(spec, `${session.paths.session}/${job.name}`), dependencies };
}

/** Another user has another home; undefined where nothing changes it. */
function envAfter(
  session: Session,
  job: JobRow,
  { change: { env, user } }: { change: Change },
): string[] | undefined {
  if (env !== undefined || user === undefined || user === job.spec.user) return env;
  return envOfUser(session.store.envOf(job.id));
}

/** What was changed of what a profile had filled in is of that profile no more. */
function profileAfter(job: JobRow, change: Change): Pick<Spec, "profile"> {
  const { profile } = job.spec;
  if (profile === undefined) return {};
  const isSame = (["confine", "limits", "umask"] as const).every((field) =>
    change[field] === undefined || sameText(change[field], job.spec[field])
  );
  return isSame ? {} : { profile: undefined };
}

function changeJob(
  session: Session,
  { job, spec, dependencies }: Edited,
  { change, who }: { change: Change; who: string },
): Done {
  const wakeAt = wakeAfterEdit(session, job, { spec, change });
  const why = `edited by ${who}; ${spec.held ? "is held" : whyScheduled(spec, wakeAt)}`;
  const { group, priority, slots, held, pinned } = spec;
  const steps: Step[] = [
    ...(job.state === "held" ? [] : [{ event: "hold", why } as const]),
    {
      event: "release",
      why,
      job: {
        ...{ spec, group, priority, slots, wakeAt: held ? null : wakeAt },
        ...(change.pinned === undefined ? {} : { pinned }),
        ...(change.react === undefined ? {} : { rules: rulesAfter(job, spec.react) }),
      },
      also: () =>
        storeRest(session, job, { dependencies, env: envAfter(session, job, { change }) }),
    },
    ...(held ? [{ event: "hold", why } as const] : []),
  ];
  advance(session, job.id, steps);
  session.spools.release(job.spec.stdin);
  return { id: job.id, name: job.name, state: session.store.job(job.id)?.state ?? job.state };
}

/** What was sent with a job is that job's. */
function complaintOfInput(job: JobRow, { stdin }: StoredSpec): string | undefined {
  if (stdin.kind !== "spool") return undefined;
  const { stdin: before } = job.spec;
  if (before.kind === "spool" && before.id === stdin.id) return undefined;
  return "its input can be a file, but not what was sent for another job";
}

/** A time that has come stays come, and one that was not changed stays. */
function wakeAfterEdit(
  session: Session,
  job: JobRow,
  { spec, change }: { spec: StoredSpec; change: Change },
): number | null {
  const now = session.now();
  if (change.when !== undefined || job.state === "held") {
    return firstTime(session, spec.when, { now });
  }
  return job.state === "scheduled" ? job.wakeAt : now;
}

interface Rest {
  readonly dependencies: readonly Dependency[];
  readonly env: readonly string[] | undefined;
}

function storeRest({ store }: Session, job: JobRow, { dependencies, env }: Rest): void {
  store.plan.putDependencies(job.id, dependencies);
  if (env !== undefined) store.changeEnv(job.id, env);
}

/** @throws {Refused} where the job would wait for itself, over however many others that have not ended */
function checkCycle(
  session: Session,
  job: JobRow,
  { dependencies }: { dependencies: readonly Dependency[] },
): void {
  const open = dependencies.map(({ needs }) => needs);
  const seen = new Set<number>();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === job.id) {
      throw new Refused("bad_request", `Cannot edit job "${job.name}": it would wait for itself`);
    }
    if (seen.has(id) || hasEnded(session, id)) continue;
    seen.add(id);
    open.push(...session.store.plan.needed(id).map((needed) => needed.id));
  }
}

function hasEnded({ store }: Session, id: number): boolean {
  return isFinal(store.job(id)?.state ?? "lost");
}
