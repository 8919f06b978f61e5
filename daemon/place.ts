/** Where a new job begins its life, and what it waits for. */

import { freeName, isId, nameFromCommand } from "../job/name.ts";
import { settleExpression } from "../job/schedule.ts";
import type { Spec } from "../job/spec.ts";
import type { State } from "../job/state.ts";
import type { After } from "../job/after.ts";
import type { Wish } from "./accept.ts";
import type { Dependency } from "./plan_store.ts";
import type { HookRow } from "./hook_row.ts";
import { Refused } from "./refusal.ts";
import type { Session } from "./session.ts";
import { firstTime, startDeadline } from "./times.ts";

export interface Placed {
  readonly id: number;
  readonly name: string;
  readonly state: State;
}

/** Puts one job into the open transaction. @throws {Refused} where it waits for a job that is not there */
export function placeJob(
  session: Session,
  wish: Wish & { readonly like?: string; readonly hook?: HookRow },
  { who, reserved = new Set() }: { who: string; reserved?: ReadonlySet<string> },
): Placed {
  const { store } = session;
  const name = wish.name ??
    freeName(wish.like ?? nameFromCommand(wish.spec.argv), store.nextJobId(), {
      isTaken: (each) => reserved.has(each) || store.hasName(each),
    });
  const spec = settled(wish.spec, `${session.paths.session}/${name}`);
  const dependencies = resolveAfter(session, spec.after);
  const createdAt = session.now();
  const { state, wakeAt, why } = firstState(session, spec, { now: createdAt });
  const id = store.addJob({
    ...{ request: wish.request, name, state, wakeAt, spec, why, createdAt, createdBy: who },
    hook: wish.hook ?? null,
  });
  store.plan.putDependencies(id, dependencies);
  const { group } = spec;
  session.events.note({
    ...{ at: createdAt, kind: "state", job: id, name, group },
    ...{ was: null, state, run: null, why },
  });
  return { id, name, state };
}

/** A `~` in an expression is settled once, so that the job keeps its minute. */
export function settled<S extends Pick<Spec, "when">>(spec: S, seed: string): S {
  if (spec.when.kind !== "cron") return spec;
  return {
    ...spec,
    when: { ...spec.when, expression: settleExpression(spec.when.expression, seed) },
  };
}

/** The jobs that are named, each once. @throws {Refused} */
export function resolveAfter({ store, paths }: Session, after: readonly After[]): Dependency[] {
  return after.map(({ job, when }) => {
    const found = isId(job) ? store.job(Number(job)) : store.jobByName(job);
    if (found !== undefined) return { needs: found.id, name: found.name, when };
    throw new Refused(
      "no_such_job",
      `Cannot wait for job "${job}": it is not in session "${paths.session}"`,
    );
  });
}

interface First {
  readonly state: State;
  readonly wakeAt: number | null;
  readonly why: string;
}

/** Straight into the queue, where nothing is in the way; else the planner takes it on from its time. */
function firstState(session: Session, spec: Spec, { now }: { now: number }): First {
  if (spec.held) return { state: "held", wakeAt: null, why: "is held until it is released" };
  if (spec.when.kind === "now" && spec.after.length === 0) {
    return { state: "queued", wakeAt: startDeadline({ spec }, now), why: "waits for its turn" };
  }
  const wakeAt = firstTime(session, spec.when, { now });
  return { state: "scheduled", wakeAt, why: whyScheduled(spec, wakeAt) };
}

export function whyScheduled({ when }: Pick<Spec, "when">, wakeAt: number | null): string {
  if (when.kind === "now") return "waits for others";
  if (wakeAt === null) {
    return when.kind === "cron" && when.expression === "@reboot"
      ? "waits for the next start of the machine"
      : "has no next time";
  }
  return `waits for ${new Date(wakeAt).toISOString()}`;
}
