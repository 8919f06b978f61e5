// Where programs die around what a rule of a job wants of chored, and what becomes of the job.

import type { CrashPoint } from "../../system/crash_point.ts";

export interface ReactionRow {
  readonly points: readonly CrashPoint[];
  /** another worker takes the job over; else it is lost with its worker */
  readonly adopt?: true;
  /** chored is dead while the job says what is looked for */
  readonly away?: true;
}

export const REACTION_ROWS: readonly ReactionRow[] = [
  { points: [], away: true },
  { points: ["reaction-committed"] },
  { points: ["reaction-written"] },
  { points: ["reaction-written"], adopt: true },
  { points: ["reaction-written"], away: true },
  { points: ["reaction-written"], adopt: true, away: true },
  { points: ["reaction-committed", "reaction-written"], adopt: true },
  { points: ["reaction-committed", "final-written"] },
];
