/** What of its row makes a job a hook of another. */

import type { CalledKind } from "../job/hook_kinds.ts";

export interface HookRow {
  readonly kind: CalledKind;
  /** the run that it is for, and the job of that; 0 for none */
  readonly run: number;
  readonly job: number;
  /** what it is told of them; the rest of its environment is that of the other job */
  readonly env: readonly string[];
}

/** null for a job of its own. */
export function hookOf(row: Record<string, unknown>): HookRow | null {
  if (row["hook"] === null) return null;
  return {
    kind: row["hook"] as CalledKind,
    run: row["hook_of"] as number,
    job: row["hook_job"] as number,
    env: JSON.parse(row["hook_env"] as string) as string[],
  };
}
