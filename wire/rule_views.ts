/** Rules as `--json` and the library show them: types alone. */

import type { State } from "../job/state.ts";

/** A rule of a job, and what it has seen. */
export interface RuleView {
  /** its number in its job, never used for another */
  readonly rule: number;
  /** what it looks for, as `-r` has it */
  readonly on: string;
  /** what is done then, as `-R` has it */
  readonly action: string;
  /** nothing is done for so long after it did something, milliseconds */
  readonly cooldownMs: number;
  /** how often it does something at all; 0 is without end */
  readonly most: number;
  /** and within a minute */
  readonly perMinute: number;
  /** how often it saw what it looks for */
  readonly matched: number;
  /** how often something was done */
  readonly acted: number;
  /** how often nothing was done, since it was too soon or too often */
  readonly suppressed: number;
  /** how often what was to be done failed */
  readonly failed: number;
  /** when something was done last, ISO 8601, UTC */
  readonly lastAt: string | null;
}

/** The rules of a job. */
export interface JobRules {
  /** the job's id */
  readonly id: number;
  /** the job's name */
  readonly name: string;
  /** its state now */
  readonly state: State;
  /** in the order of their numbers */
  readonly rules: readonly RuleView[];
  /** bytes that its newest run printed and no rule saw, since more came than there was time for */
  readonly skippedBytes: number;
  /** in words, where its worker has not heard of a change yet */
  readonly note?: string;
}
