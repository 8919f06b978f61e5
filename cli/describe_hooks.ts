/** What runs around a job, and what became of that: the lines of `chore show` for it. */

import { formatDuration } from "../job/duration.ts";
import { HOOK_FIELDS, HOOK_KINDS } from "../job/hook_kinds.ts";
import type { ShownJob } from "../wire/replies.ts";
import type { Line } from "./describe_plan.ts";

export function describeHooks(
  { spec, hook, hooks }: Pick<ShownJob, "spec" | "hook" | "hooks">,
): Line[] {
  const texts = HOOK_KINDS.flatMap((kind): Line[] => {
    const text = spec.hooks[HOOK_FIELDS[kind]];
    return text === undefined ? [] : [[kind.replace("-", "_"), text]];
  });
  return [
    ...hook === null ? [] : [["hook_of", `${hook.kind} of ${subjectOf(hook)}`] as const],
    ...texts,
    ...texts.length === 0 ? [] : [["hook_timeout", timeText(spec.hooks)] as const],
    ...hooks.map(({ kind, name, state }): Line => ["hook", `${kind} ${name} ${state}`]),
  ];
}

function timeText({ timeoutMs }: ShownJob["spec"]["hooks"]): string {
  return timeoutMs === 0 ? "none" : formatDuration(timeoutMs);
}

function subjectOf({ of: { job, run } }: NonNullable<ShownJob["hook"]>): string {
  if (job === null) return "several jobs";
  return run === null ? `job ${job}` : `job ${job}, run ${run}`;
}
