// Where chored dies while it takes another choretab.

import type { CrashPoint } from "../../system/crash_point.ts";

export interface TabRow {
  readonly points: readonly CrashPoint[];
  /** as it starts, with a table that was changed by hand; else when a client puts it in place */
  readonly again?: true;
}

export const TAB_ROWS: readonly TabRow[] = [
  { points: ["tab-written"] },
  { points: ["tab-open"] },
  { points: ["tab-committed"] },
  { points: ["tab-written", "tab-open"] },
  { points: ["tab-open"], again: true },
  { points: ["tab-committed"], again: true },
];
