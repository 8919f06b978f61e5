/** The words for hooks. They stand alone, so that a client need not load the shapes. */

import type { Event } from "./state.ts";

/** When a hook runs: before the command, after it however it ended, once it runs, once its end is for good. */
export const HOOK_KINDS = ["pre", "post", "on-start", "on-success", "on-fail", "on-stop"] as const;
/** One of them. */
export type HookKind = typeof HOOK_KINDS[number];

/** All that one job runs for another: hooks, what its rules run, and what tells somebody of it. */
export const CALLED_KINDS = [...HOOK_KINDS, "react", "alert"] as const;
/** One of them. */
export type CalledKind = typeof CALLED_KINDS[number];

/** What each is called in a spec. */
export const HOOK_FIELDS = {
  "pre": "pre",
  "post": "post",
  "on-start": "onStart",
  "on-success": "onSuccess",
  "on-fail": "onFail",
  "on-stop": "onStop",
} as const satisfies Record<HookKind, string>;

/** The group whose slots hooks take, so that they and other jobs do not wait for each other. */
export const HOOK_GROUP = "hooks";

/** What chored names its own requests; no client may. */
export const HOOK_REQUEST = "hook/";
export const ALERT_REQUEST = "alert/";

/** The hook that an end for good calls for. */
export function hookOfEnd(event: Event): HookKind | undefined {
  switch (event) {
    case "succeed":
      return "on-success";
    case "fail":
    case "expire":
    case "lose":
      return "on-fail";
    case "halt":
      return "on-stop";
    default:
      return undefined;
  }
}
