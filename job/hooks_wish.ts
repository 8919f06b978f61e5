/** Commands around those of a job: what the options for that make of a spec. */

import { LIMITS } from "../limits.ts";
import type { Problem } from "./cron_fields.ts";
import { given } from "./given.ts";
import { HOOK_FIELDS, HOOK_KINDS, type HookKind } from "./hook_kinds.ts";
import type { SpecInput } from "./spec.ts";

/** By the names of the fields of a spec. */
export type HookFlag = typeof HOOK_FIELDS[HookKind];

export type HooksFlags = { readonly [F in HookFlag]?: string } & {
  readonly hookTimeout?: number;
  readonly hooksFree?: boolean;
};

/** What rules do: a command of theirs runs as a hook does. */
interface RuleFlags {
  readonly action?: readonly { readonly do: string }[];
}

/** A problem where there is a time, or a freedom, and nothing that could take it. */
export function hooksWish(flags: HooksFlags & RuleFlags): Pick<SpecInput, "hooks"> | Problem {
  const { hookTimeout: timeoutMs, hooksFree = false, action = [] } = flags;
  const texts = HOOK_KINDS.map((kind) => HOOK_FIELDS[kind])
    .flatMap((field) => flags[field] === undefined ? [] : [[field, flags[field]]]);
  const more = { ...given({ timeoutMs }), ...hooksFree ? { free: true } : {} };
  if (texts.length === 0 && !action.some((each) => each.do === "run")) {
    if (timeoutMs !== undefined) return { problem: noHook("--hook-timeout") };
    return hooksFree ? { problem: noHook("--hooks-free") } : {};
  }
  const hooks = { ...Object.fromEntries(texts), ...more };
  return Object.keys(hooks).length === 0 ? {} : { hooks };
}

const noHook = (option: string) =>
  `Cannot use ${option} without a hook: --pre, --post, --on-fail, -R run:COMMAND …`;

/** @throws {Error} */
export function parseHook(text: string): string {
  if (text.trim() === "") throw new Error("it is empty: a command for /bin/sh is wanted");
  if (text.length <= LIMITS.hookChars) return text;
  throw new Error(`it is longer than ${LIMITS.hookChars} characters`);
}
