/** A hook as the job that it is: its name, its request, its spec, and what it is told of the other job. */

import { ENDINGS } from "./after.ts";
import { type CalledKind, HOOK_GROUP, HOOK_REQUEST } from "./hook_kinds.ts";
import { type DueHook, HOOKS_DEFAULTS } from "./hooks.ts";
import { given } from "./given.ts";
import { NAME_ROOM } from "./name.ts";
import type { Outcome } from "./outcome.ts";
import { isFinal, type State } from "./state.ts";
import { type Spec, SPEC_DEFAULTS } from "./spec.ts";

/** The job, and the run of it, that a hook is of, and what is known of them. */
export interface Subject {
  readonly job: string;
  readonly jobId: number;
  readonly run: number;
  readonly session: string;
  /** what the run is about, or has come to */
  readonly state: State;
  readonly outcome?: Outcome | undefined;
  readonly reason: string;
  /** which start in a row it is, by its restart policy */
  readonly attempt: number;
  /** the files with its output */
  readonly stdout: string;
  readonly stderr: string;
}

/** `build_on_fail`; where that is taken an id follows, for which there is room. */
export function hookName(job: string, kind: CalledKind): string {
  const end = `_${kind.replace("-", "_")}`;
  return job.slice(0, NAME_ROOM - end.length) + end;
}

/** No run has two of a kind and source: a request is known by its id, so none is taken twice. */
export function hookRequest(run: number, { source, kind }: DueHook): string {
  return `${HOOK_REQUEST}${run}/${source}/${kind}`;
}

/**
 * It runs where the other job does, once, with nothing of its own before and after. It is confined as that
 * job is, unless somebody has said that it is not to be, and as the same user: what it finds there may be
 * of that job's making.
 */
export function hookSpec(
  { cwd, env, umask, graceMs, priority, confine, user }: Spec,
  { text, timeoutMs, isFree }: Pick<DueHook, "text" | "timeoutMs" | "isFree">,
): Spec {
  return {
    ...SPEC_DEFAULTS,
    ...{ argv: ["/bin/sh", "-c", text], cwd, env, umask, graceMs, priority, timeoutMs },
    confine: isFree ? SPEC_DEFAULTS.confine : confine,
    ...given({ user }),
    ...{ group: HOOK_GROUP, hooks: HOOKS_DEFAULTS },
  };
}

/** All of them are always set: what a hook might have inherited would tell of another. */
export function hookVariables(kind: CalledKind, subject: Subject): string[] {
  const { outcome } = subject;
  return Object.entries({
    CHORE_HOOK: kind,
    CHORE_JOB: subject.job,
    CHORE_JOB_ID: subject.jobId,
    CHORE_RUN: subject.run,
    CHORE_SESSION: subject.session,
    CHORE_STATE: subject.state,
    CHORE_EXIT: outcome?.kind === "exited" ? outcome.code : "",
    CHORE_SIGNAL: outcome?.kind === "signaled" ? outcome.signal : "",
    CHORE_REASON: subject.reason,
    CHORE_ATTEMPT: subject.attempt,
    CHORE_STDOUT: subject.stdout,
    CHORE_STDERR: subject.stderr,
  }).map(([name, value]) => `${name}=${value}`);
}

/** What is known of a `pre` hook. */
export interface PreHook {
  readonly name: string;
  readonly state: State;
  readonly why: string;
}

export type Passage =
  | { readonly kind: "free" }
  | { readonly kind: "pending"; readonly for: string }
  | { readonly kind: "barred"; readonly reason: string };

/** Whether a command may run, by the hooks before it in their order. */
export function passageOf(hooks: readonly PreHook[]): Passage {
  const open = hooks.find(({ state }) => !isFinal(state));
  if (open !== undefined) return { kind: "pending", for: open.name };
  const failed = hooks.find(({ state }) => state !== "succeeded");
  if (failed === undefined) return { kind: "free" };
  const how = isFinal(failed.state) ? ENDINGS[failed.state] : failed.state;
  const reason = `its --pre, job "${failed.name}", ${how}: ${failed.why}`;
  return { kind: "barred", reason };
}
