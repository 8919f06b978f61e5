/** How many alerts have been sent in the minute that runs, and what becomes of one more. */

import { LIMITS } from "../limits.ts";

export interface AlertWindow {
  /** when it began */
  readonly since: number;
  /** alerts in it, a digest among them */
  readonly sent: number;
  /** what was gathered */
  readonly gathered: number;
}

export const NO_WINDOW: AlertWindow = { since: 0, sent: 0, gathered: 0 };

/** Whether it is over; a clock that was set back ends it too. */
export function isOver({ since }: AlertWindow, now: number): boolean {
  return now >= since + LIMITS.alertWindowMs || now < since;
}

/** The text of a window that was stored; what cannot be read is none. */
export function readWindow(text: string | undefined): AlertWindow {
  try {
    return { ...NO_WINDOW, ...JSON.parse(text ?? "{}") as Partial<AlertWindow> };
  } catch {
    // changed by hand: a new minute begins
    return NO_WINDOW;
  }
}
