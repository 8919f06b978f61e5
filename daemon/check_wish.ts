/** Whether what somebody asks for can be accepted: all is checked before anything is stored. */

import { checkExpression, checkZone } from "../job/schedule.ts";
import type { Spec } from "../job/spec.ts";
import { LIMITS } from "../limits.ts";
import type { Wish } from "./accept.ts";
import { Refused } from "./refusal.ts";
import type { Session } from "./session.ts";

/** @throws {Refused} */
export function checkWishes(session: Session, wishes: readonly Wish[]): void {
  const { store } = session;
  if (store.countJobs() + wishes.length > LIMITS.jobs) {
    throw new Refused(
      "limit",
      `Cannot run a job: a session keeps at most ${LIMITS.jobs}: chore clean`,
    );
  }
  const names = new Set<string>();
  wishes.forEach((wish, index) => {
    if (store.hasRequest(wish.request)) return;
    const which = wishes.length === 1
      ? ""
      : ` (job ${index + 1} of ${wishes.length}, none was accepted)`;
    const wrong = complaintOf(session, wish.spec);
    if (wrong !== undefined) throw new Refused("bad_request", `Cannot run a job${which}: ${wrong}`);
    checkName(session, wish, { names, which });
  });
}

/** What is wrong with a spec beyond its shape. */
export function complaintOf(
  { store, options }: Session,
  spec: Omit<Spec, "env">,
): string | undefined {
  if (spec.orphan === "adopt" && spec.output === "pipe") {
    return "--orphan adopt needs --output direct or fifo: a pipe ends with its worker";
  }
  if (store.plan.group(spec.group) === undefined) {
    return `there is no group "${spec.group}": chore group add ${spec.group} --slots N`;
  }
  if (spec.when.kind !== "cron") return undefined;
  const wrong = checkExpression(spec.when.expression);
  if (wrong !== undefined) return `"${spec.when.expression}" is no cron expression: ${wrong}`;
  const zone = spec.when.zone ?? options.zone;
  return zone === undefined ? undefined : checkZone(zone);
}

interface Names {
  readonly names: Set<string>;
  readonly which: string;
}

function checkName({ store }: Session, { name, ifAbsent }: Wish, { names, which }: Names): void {
  if (name === undefined) return;
  if (names.has(name)) {
    throw new Refused("name_taken", `Cannot run job "${name}"${which}: it is there twice`);
  }
  names.add(name);
  const taken = store.jobByName(name);
  if (taken === undefined || ifAbsent) return;
  throw new Refused(
    "name_taken",
    `Cannot run job "${name}"${which}: job ${taken.id} has that name and is ${taken.state}: remove it, or restart it`,
  );
}
