/** What is known of the choretab beside its jobs. */

import type { TabProblem } from "../job/tab_entry.ts";

export interface TabState {
  /** why its file is not loaded: the jobs are those of the table before */
  readonly problems: readonly TabProblem[];
}
