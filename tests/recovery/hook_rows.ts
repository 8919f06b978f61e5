// Where programs die around the hooks of a job, and what that costs.

import type { CrashPoint } from "../../system/crash_point.ts";

export interface HookRow {
  readonly points: readonly CrashPoint[];
  /** somebody stops the job: while its command runs, or while its `pre` does */
  readonly stopped?: "command" | "pre";
  /** chored dies as it starts again, a `pre` of the job running */
  readonly again?: true;
  /** the workers of hooks and command die where nobody can know how those ended: the `pre` first */
  readonly lost?: true;
}

export const HOOK_ROWS: readonly HookRow[] = [
  { points: ["pre-ended"] },
  { points: ["run-committed"] },
  { points: ["ticket-written"] },
  { points: ["worker-spawned"] },
  { points: ["started-committed"] },
  { points: ["end-committed"] },
  { points: ["examining"], again: true },
  { points: ["socket-bound"], again: true },
  { points: ["stop-committed"], stopped: "command" },
  { points: ["stop-committed"], stopped: "pre" },
  { points: ["pre-ended"], stopped: "pre" },
  { points: ["ticket-read"] },
  { points: ["started-written"] },
  { points: ["final-written"] },
  { points: ["end-reported"] },
  { points: ["pre-ended", "final-written"] },
  { points: ["pre-ended", "started-committed", "end-committed"] },
  { points: ["gate-open"], lost: true },
  { points: ["job-ended"], lost: true },
  { points: ["pre-ended", "job-ended", "bury-committed"], lost: true },
];
