/** A session as `--json` and the library show it: types alone. */

import type { Setting, SettingChange } from "../job/session_config.ts";
import type { TabProblem } from "./tab_views.ts";

/** What a chored found when it started: runs of its predecessor. */
export interface Recovered {
  /** runs that go on, and obey the new chored */
  readonly readopted: number;
  /** runs that ended while no chored served, and are known exactly */
  readonly ended: number;
  /** runs whose command had provably not begun, started again */
  readonly startedAgain: number;
  /** runs whose worker died too */
  readonly lost: number;
}

/** What chored tells of itself. */
export interface SessionView {
  /** the session's name */
  readonly session: string;
  /** of the program */
  readonly version: string;
  /** of chored; for information, never as proof of life */
  readonly pid: number;
  /** when it started */
  readonly startedAt: string;
  /** jobs that it keeps */
  readonly jobs: number;
  /** jobs that have a worker */
  readonly active: number;
  /** connections to its socket */
  readonly clients: number;
  /** what it found when it started */
  readonly recovered: Recovered;
  /** the file of its choretab, the jobs that are in it, and why it is not loaded as it is */
  readonly tab: {
    readonly path: string;
    readonly jobs: number;
    readonly problems: readonly TabProblem[];
  };
  /** the file of its configuration; null where there is none */
  readonly config: string | null;
  /** the file of its policy; null where it has none */
  readonly policy: string | null;
  /** the names of its profiles */
  readonly profiles: readonly string[];
  /** what holds, by its key in chore.toml; only where it was asked for */
  readonly settings?: Readonly<Record<string, Setting>>;
}

/** What a new reading of the configuration has done. */
export interface ReloadReport {
  /** the file that was read; null where there is none */
  readonly file: string | null;
  /** the settings that are other than before */
  readonly changed: readonly SettingChange[];
}
