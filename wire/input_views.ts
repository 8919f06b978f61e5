/** What chored replies about a job's standard input. */

/** Who has taken what was sent. */
export interface Sent {
  /** the job's id */
  readonly id: number;
  /** its name */
  readonly name: string;
  /** the run that has it */
  readonly run: number;
}

/** What is there of an input that is being sent before its job. */
export interface Spooled {
  /** so many bytes */
  readonly bytes: number;
}
