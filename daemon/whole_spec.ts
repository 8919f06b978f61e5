/** The whole spec of what somebody asks for, as the session's configuration is at this moment. */

import type { Problem } from "../job/cron_fields.ts";
import { fillSpec } from "../job/fill_spec.ts";
import { NO_PROFILE, noProfile, withProfile } from "../job/profile.ts";
import type { Config } from "../job/session_config.ts";
import type { Spec, SpecWish } from "../job/spec.ts";
import { Refused } from "./refusal.ts";
import type { Session } from "./session.ts";

/**
 * With what its profile means now: a job that was accepted is not changed by what becomes of that. A
 * problem where there is no such profile.
 */
export function settleWish({ profiles, profile: usual, defaults }: Config, wish: SpecWish) {
  const name = wish.profile ?? usual ?? NO_PROFILE;
  if (name === NO_PROFILE) return fillSpec(withProfile(wish), defaults);
  const profile = profiles.get(name);
  if (profile === undefined) return { problem: noProfile(name, profiles) } satisfies Problem;
  return fillSpec(withProfile(wish, { name, profile }), defaults);
}

interface Asked {
  /** by which the job is known, where it was accepted before */
  readonly request: string;
  /** which one of several it is */
  readonly which?: string;
}

/** @throws {Refused} */
export function wholeSpec(
  { config, store }: Session,
  wish: SpecWish,
  { request, which = "" }: Asked,
): Spec {
  const whole = settleWish(config, wish);
  if (!("problem" in whole)) return whole;
  // what its profile was then is in the job that is there
  if (store.hasRequest(request)) return fillSpec(withProfile(wish), config.defaults);
  throw new Refused("bad_request", `Cannot run a job${which}: ${whole.problem}`);
}
