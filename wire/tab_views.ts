/** The choretab and the times to come, as clients see them: types alone. */

import type { TabProblem } from "../job/tab_entry.ts";

export type { TabProblem } from "../job/tab_entry.ts";

/** What became of the choretab, or how it is. */
export interface TabReply {
  /** its file */
  readonly path: string;
  /** what is in it, where that was asked for and the file is there */
  readonly text: string | null;
  /** the jobs that it has made and that are in it still */
  readonly jobs: number;
  /** lines that are new */
  readonly added: number;
  /** lines that say something else than before */
  readonly changed: number;
  /** lines that are gone */
  readonly removed: number;
  /** the file was not as it was to be, and is now */
  readonly written: boolean;
  /** what is wrong with it; then nothing has changed */
  readonly problems: readonly TabProblem[];
}

/** A time at which a job starts. */
export interface NextTime {
  /** when, ISO 8601, UTC */
  readonly at: string;
  /** the job's id */
  readonly id: number;
  /** the job's name */
  readonly name: string;
  /** the command and its words */
  readonly command: readonly string[];
}
