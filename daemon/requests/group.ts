/** `group`: jobs that share slots: how many may run at once, and whether any may begin. */

import { HOOK_GROUP } from "../../job/hook_kinds.ts";
import { LIMITS } from "../../limits.ts";
import type { RequestOf } from "../../wire/messages.ts";
import type { GroupView } from "../../wire/replies.ts";
import { orderEach } from "../order_each.ts";
import type { GroupRow } from "../plan_store.ts";
import { Refused } from "../refusal.ts";
import type { Handler } from "../requests.ts";
import type { Session } from "../session.ts";

type Wish = RequestOf<"group">;

export const group: Handler<"group"> = async (session, wish, { peer }) => {
  if (wish.do !== "list") await change(session, wish, { who: peer.who ?? "" });
  session.planner.plan();
  return session.store.plan.groups().map((row) => viewGroup(session, row));
};

async function change(
  session: Session,
  wish: Exclude<Wish, { do: "list" }>,
  { who }: { who: string },
): Promise<void> {
  const { plan } = session.store;
  const known = plan.group(wish.name);
  if (wish.do === "add") return add(session, wish, known);
  if (known === undefined) {
    throw new Refused(
      "no_such_job",
      `Cannot ${wish.do} group "${wish.name}": there is no such group`,
    );
  }
  session.log.info(`group "${wish.name}": ${wish.do} by ${who}`);
  switch (wish.do) {
    case "set":
      return plan.putGroup({ ...known, slots: wish.slots });
    case "remove":
      return remove(session, known);
    case "drain":
      return plan.putGroup({ ...known, state: "draining" });
    case "pause":
      putState(session, known, { state: "paused", pauseBy: `its group was paused by ${who}` });
      return await orderAll(session, known, { order: "pause", who });
    case "resume":
      putState(session, known, { state: "open", pauseBy: null });
      return await orderAll(session, known, { order: "resume", who });
  }
}

function add(
  { store }: Session,
  wish: { name: string; slots: number },
  known: GroupRow | undefined,
): void {
  if (known !== undefined) {
    throw new Refused(
      "name_taken",
      `Cannot add group "${wish.name}": it is there already: chore group set`,
    );
  }
  if (store.plan.groups().length >= LIMITS.groups) {
    throw new Refused(
      "limit",
      `Cannot add group "${wish.name}": a session has at most ${LIMITS.groups}`,
    );
  }
  store.plan.putGroup({ name: wish.name, slots: wish.slots, state: "open" });
}

function remove({ store }: Session, { name }: GroupRow): void {
  if (name === "default") {
    throw new Refused("wrong_state", `Cannot remove group "default": every session has it`);
  }
  if (name === HOOK_GROUP) {
    throw new Refused("wrong_state", `Cannot remove group "${name}": hooks take its slots`);
  }
  if (store.plan.hasJobs(name)) {
    throw new Refused("wrong_state", `Cannot remove group "${name}": it has jobs`);
  }
  store.plan.removeGroup(name);
}

/** Those of its jobs whose worker starts are told once they run: that is put on record with the state. */
function putState(
  { store }: Session,
  group: GroupRow,
  { state, pauseBy }: { state: GroupRow["state"]; pauseBy: string | null },
): void {
  store.transaction(() => {
    store.plan.putGroup({ ...group, state });
    for (const job of store.jobsInStates(["starting", "running"], LIMITS.jobs)) {
      // one that runs is told at once
      if (job.group !== group.name) continue;
      if (job.state === "starting" || pauseBy === null) store.changeJob(job.id, { pauseBy });
    }
  });
}

/** The jobs of a group that run, or are paused, follow it. */
async function orderAll(
  session: Session,
  { name }: GroupRow,
  given: { order: "pause" | "resume"; who: string },
): Promise<void> {
  const state = given.order === "pause" ? "running" : "paused";
  const jobs = session.store.jobsInStates([state], LIMITS.jobs).filter((job) => job.group === name);
  await orderEach(session, jobs, {
    order: given.order,
    why: `its group was ${given.order}d by ${given.who}`,
  });
}

function viewGroup({ store }: Session, { name, slots, state }: GroupRow): GroupView {
  return { name, slots, state, used: store.plan.used(name), queued: store.plan.countQueued(name) };
}
