/** Whether what somebody asks for can be accepted: all is checked before anything is stored. */

import { complainOfIdle } from "../job/again_wish.ts";
import { checkExpression, checkZone } from "../job/schedule.ts";
import { isWatched } from "../job/reaction.ts";
import type { Spec } from "../job/spec.ts";
import type { Judged } from "../job/policy_rules.ts";
import { isFedByWorker } from "../job/stdin.ts";
import { isOpen } from "../job/stdin.ts";
import { HOOK_GROUP } from "../job/hook_kinds.ts";
import { LIMITS } from "../limits.ts";
import type { Wish } from "./accept.ts";
import { checkRoom } from "./begin_now.ts";
import { complaintOfGroup } from "./cgroup.ts";
import { complaintOfConfinement } from "./confine.ts";
import { complaintOfUser } from "./user.ts";
import { checkPolicy, confinedByPolicy } from "./policy.ts";
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
  const begun = wishes.filter(({ now, request }) => now && !store.hasRequest(request)).length;
  if (begun > 0) checkRoom(session, begun);
  const names = new Set<string>();
  wishes.forEach((wish, index) => {
    if (store.hasRequest(wish.request)) return;
    const which = whichOf(index, wishes.length);
    checkPolicy(session, wish.spec, { cannot: `Cannot run a job${which}` });
    const wrong = complaintOf(session, wish.spec) ?? complaintOfNow(wish) ??
      complainOfIdle(wish.asked ?? {}, wish.spec);
    if (wrong !== undefined) throw new Refused("bad_request", `Cannot run a job${which}: ${wrong}`);
    checkName(session, wish, { names, which });
  });
}

/** In words, where there are several. */
export function whichOf(index: number, count: number): string {
  return count === 1 ? "" : ` (job ${index + 1} of ${count}, none was accepted)`;
}

function complaintOfNow({ now, spec: { when, after, held } }: Wish): string | undefined {
  if (!now || (when.kind === "now" && after.length === 0 && !held)) return undefined;
  return "it cannot begin now and wait for a time, for other jobs or to be released";
}

/** What is wrong with a spec beyond its shape. */
export function complaintOf(session: Session, spec: Judged): string | undefined {
  const { store, options, config } = session;
  if (spec.orphan === "adopt" && spec.output === "pipe") {
    return "--orphan adopt needs --output direct or fifo: a pipe ends with its worker";
  }
  if (spec.orphan === "adopt" && isFedByWorker(spec.stdin)) {
    return "--orphan adopt needs an input that does not end with its worker: a file, or -i - to send all before it starts";
  }
  if (spec.output === "direct" && spec.log.full !== "rotate") {
    return `--log-full ${spec.log.full} needs --output pipe or fifo: with direct no worker is between`;
  }
  if (spec.alert === "always" && config.alert.command === undefined) {
    return "--alert needs a command: set one under [alert] in chore.toml";
  }
  const rule = complaintOfRules(spec);
  if (rule !== undefined) return rule;
  if (spec.group === HOOK_GROUP) return `the slots of group "${HOOK_GROUP}" are for hooks alone`;
  if (store.plan.group(spec.group) === undefined) {
    return `there is no group "${spec.group}": chore group add ${spec.group} --slots N`;
  }
  const alien = complaintOfUser(session, spec) ?? complaintOfGroup(session, spec);
  if (alien !== undefined) return alien;
  const confined = complaintOfConfinement(session, confinedByPolicy(session, spec));
  if (confined !== undefined) return confined;
  if (spec.when.kind !== "cron") return undefined;
  const wrong = checkExpression(spec.when.expression);
  if (wrong !== undefined) return `"${spec.when.expression}" is no cron expression: ${wrong}`;
  const zone = spec.when.zone ?? options.zone;
  return zone === undefined ? undefined : checkZone(zone);
}

/** What a rule needs that its job has not. */
function complaintOfRules({ react, output, stdin }: Omit<Spec, "env">): string | undefined {
  for (const [index, { on, action }] of react.entries()) {
    const which = `rule ${index + 1} of ${react.length}`;
    if (output === "direct" && isWatched({ on })) {
      return `${which}: to look at what it prints needs --output pipe or fifo: with direct no worker is between`;
    }
    if (action.do === "send" && !isOpen(stdin)) return `${which}: send: needs --stdin-open`;
  }
  return undefined;
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
