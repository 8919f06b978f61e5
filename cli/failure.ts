/** A failure that is told in one line and gives the exit code; all else that is thrown is a bug. */

import { EXIT } from "../job/exit_code.ts";

export class Failure extends Error {
  override name = "Failure";
  constructor(readonly code: number, message: string) {
    super(message);
  }
}

/** Wrong use of the command line. */
export const wrongUse = (message: string) => new Failure(EXIT.usage, message);
/** Nobody serves the session. */
export const noDaemon = (message: string) => new Failure(EXIT.noDaemon, message);
/** An expected no. */
export const refused = (message: string) => new Failure(EXIT.refused, message);
/** The system said no. */
export const systemFailed = (message: string) => new Failure(EXIT.system, message);
