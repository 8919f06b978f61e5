/** How many runs may have a worker: jobs and hooks have pools of their own, since a job may wait for its hooks. */

import { HOOK_GROUP } from "../job/hook_kinds.ts";
import { isActive, STATES } from "../job/state.ts";
import { LIMITS } from "../limits.ts";
import type { Session } from "./session.ts";

const withWorker = STATES.filter(isActive);

export interface Pool {
  readonly workers: number;
  readonly free: number;
}

export interface Pools {
  readonly jobs: Pool;
  readonly hooks: Pool;
}

export function readPools({ store }: Session): Pools {
  const hooks = store.plan.countActive(HOOK_GROUP);
  const jobs = store.countInStates(withWorker) - hooks;
  return {
    jobs: { workers: LIMITS.workers, free: LIMITS.workers - jobs },
    hooks: { workers: LIMITS.hookWorkers, free: LIMITS.hookWorkers - hooks },
  };
}

/** The pool of a group's jobs. */
export function poolOf(group: string): keyof Pools {
  return group === HOOK_GROUP ? "hooks" : "jobs";
}
