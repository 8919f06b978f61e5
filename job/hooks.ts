/** What a job, or a session, says of its hooks. */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import { HOOK_FIELDS, HOOK_KINDS, type HookKind } from "./hook_kinds.ts";

const text = v.optional(v.pipe(
  v.string(),
  v.minLength(1, "the command of a hook is empty"),
  v.maxLength(LIMITS.hookChars, `the command of a hook has at most ${LIMITS.hookChars} characters`),
  v.check((words) => !words.includes("\0"), "the command of a hook holds a NUL character"),
));

export const HooksShape = v.object({
  /** texts for /bin/sh: see HOOK_KINDS */
  pre: text,
  post: text,
  onStart: text,
  onSuccess: text,
  onFail: text,
  onStop: text,
  /** how long each of them may run, milliseconds; 0 is for ever */
  timeoutMs: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LIMITS.timeMaxMs)),
    LIMITS.hookMs,
  ),
  /** they are not confined, though their job is */
  free: v.optional(v.boolean()),
});
export type Hooks = v.InferOutput<typeof HooksShape>;

/** A job that says nothing has none. */
export const HOOKS_DEFAULTS: Hooks = { timeoutMs: LIMITS.hookMs };

/** Whose hook it is: that of every job of the session, or the job's own. */
export type HookSource = "session" | "job";

/** One command that is to run. */
export interface DueHook {
  readonly kind: HookKind;
  readonly source: HookSource;
  readonly text: string;
  readonly timeoutMs: number;
  /** it is not confined, though its job is */
  readonly isFree: boolean;
}

export type HookSources = Readonly<Record<HookSource, Hooks>>;

/** The hooks of these kinds, in the order in which they run: those of the session first. */
export function dueHooks(kinds: readonly HookKind[], from: HookSources): DueHook[] {
  return kinds.flatMap((kind) =>
    (["session", "job"] as const).flatMap((source) => {
      const { timeoutMs, free: isFree = false, [HOOK_FIELDS[kind]]: text } = from[source];
      return text === undefined ? [] : [{ kind, source, text, timeoutMs, isFree }];
    })
  );
}

/** Whether there is a hook of any kind. */
export function hasHooks(from: HookSources): boolean {
  return dueHooks(HOOK_KINDS, from).length > 0;
}
