/** The policy of a session on chored's side: it refuses early, and by name, what the gate of a run would not start. */

import { EXIT } from "../job/exit_code.ts";
import { allowsAll, allowsVariable, type Policy } from "../job/policy.ts";
import { confineUnder } from "../job/policy_confine.ts";
import { boundBy, droppedNames, type Judged, policyComplaint } from "../job/policy_rules.ts";
import type { Spec } from "../job/spec.ts";
import { LIMITS } from "../limits.ts";
import { readText } from "../system/durable.ts";
import type { Log } from "./log.ts";
import type { Options } from "./options.ts";
import { CannotStart, Refused } from "./refusal.ts";
import type { Session } from "./session.ts";

/** As bin/chored has compiled it; undefined where there is none. @throws {CannotStart} */
export function loadPolicy({ policy: path }: Pick<Options, "policy">): Policy | undefined {
  if (path === undefined) return undefined;
  try {
    const text = readText(path, LIMITS.policyCompiledBytes);
    if (text === undefined) throw new Error("it is not there");
    return JSON.parse(text) as Policy;
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new CannotStart(EXIT.system, `cannot read the policy "${path}": ${reason}`);
  }
}

/** Under which rules it serves, for its log. */
export function tellPolicy(
  log: Log,
  policy: Policy | undefined,
  { policyEnded }: Pick<Options, "policyEnded">,
): void {
  if (policy !== undefined) {
    log.info(`policy: ${policy.file}${allowsAll(policy) ? ": it allows everything" : ""}`);
  }
  if (policyEnded !== undefined) log.warn(`policy: "${policyEnded}" holds no more`);
}

/** The members of a group that may ask come as far as the socket: its folder has that group. */
export function socketMode(policy: Policy | undefined): number {
  return policy?.ask === undefined ? 0o600 : 0o660;
}

/** Why the policy of the session does not allow such a job; undefined where it does. */
export function complaintOfPolicy(
  { policy, paths: { base } }: Session,
  spec: Judged,
): string | undefined {
  return policy === undefined ? undefined : policyComplaint(policy, spec, { base });
}

/** @throws {Refused} where the policy of the session does not allow such a job */
export function checkPolicy(
  session: Session,
  spec: Judged,
  { cannot }: { /** what was asked for: `Cannot run a job` */ readonly cannot: string },
): void {
  const complaint = complaintOfPolicy(session, spec);
  if (complaint !== undefined) throw new Refused("forbidden", `${cannot}: ${complaint}`);
}

/** What somebody has set for the job alone is not left out without a word. @throws {Refused} */
export function checkSetEnv({ policy }: Session, names: readonly string[]): void {
  const name = names.find((each) => policy !== undefined && !allowsVariable(policy, each));
  if (name === undefined) return;
  throw new Refused(
    "forbidden",
    `Cannot run a job: the policy "${policy?.file}" does not allow the variable "${name}": see its rule variables`,
  );
}

/** A job that asks for no confinement has the least that the policy wants. */
export function confinedByPolicy<S extends Judged>({ policy }: Session, spec: S): S {
  return policy === undefined ? spec : { ...spec, confine: confineUnder(policy, spec) };
}

/** The spec as the policy has it run, which may have changed since the job was accepted. @throws {Error} */
export function boundSpec(session: Session, spec: Spec, { run }: { readonly run: number }): Spec {
  const { policy, log } = session;
  if (policy === undefined) return spec;
  const complaint = complaintOfPolicy(session, spec);
  if (complaint !== undefined) throw new Error(complaint);
  const dropped = droppedNames(policy, spec.env);
  if (dropped.length > 0) {
    const names = dropped.slice(0, LIMITS.policyNamesTold).join(" ");
    const more = dropped.length - LIMITS.policyNamesTold;
    log.info(
      `run ${run}: variables that the policy leaves out: ${names}${
        more > 0 ? ` and ${more} more` : ""
      }`,
    );
  }
  return boundBy(policy, spec);
}
