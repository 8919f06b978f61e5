/** The two expected noes of chored: to a client that asks, and to its own start. */

import type { RefusalCode } from "../wire/replies.ts";

/** Goes to the client that asked, with a code, and ends nothing. */
export class Refused extends Error {
  override name = "Refused";
  constructor(readonly code: RefusalCode, message: string) {
    super(message);
  }
}

/** chored cannot start, and says why; it ends with `code`. */
export class CannotStart extends Error {
  override name = "CannotStart";
  constructor(readonly code: number, reason: string) {
    super(`Cannot start: ${reason}`);
  }
}
