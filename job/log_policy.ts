/** How much of a job's output is kept, and what happens when there is more. It stands apart from its shape, which a worker need not load. */

import { LIMITS } from "../limits.ts";
import type { LOG_FULLS } from "./policies.ts";

/** For each of the two streams by itself. */
export interface LogPolicy {
  /** one segment */
  readonly bytes: number;
  /** segments that stay, the newest among them */
  readonly files: number;
  /**
   * When all are full: the oldest goes (`rotate`), the job waits until there is room (`block`), or the
   * job is stopped (`stop`).
   */
  readonly full: typeof LOG_FULLS[number];
}

/** Where nobody says it: the one table of it. */
export const LOG_DEFAULTS: LogPolicy = {
  bytes: LIMITS.outputBytes,
  files: LIMITS.outputFiles,
  full: "rotate",
};

/** All that one stream may hold. */
export function mostBytes({ bytes, files }: LogPolicy): number {
  return bytes * files;
}
