/** Another user as whom a job runs: how he is named, and which variables of an environment are his own. */

import { LIMITS } from "../limits.ts";

/** What tells of whoever asks, and would mislead a program of somebody else. */
const OWN = /^(?:HOME|USER|LOGNAME|SHELL|MAIL|SUDO_[A-Z]+|XDG_[A-Z_]+|DBUS_SESSION_BUS_ADDRESS)$/;

/** Whether `variable`, NAME=VALUE or its name alone, belongs to the user who set it. */
export function isOwnVariable(variable: string): boolean {
  return OWN.test(variable.split("=", 1)[0] ?? "");
}

/** Never a number: numbers are given again to others, and may name nobody. */
const NAME = /^[a-zA-Z_][a-zA-Z0-9_.@-]*$/;

export function isUserName(text: string): boolean {
  return NAME.test(text) && text.length <= LIMITS.userChars;
}

export const userNameExpected =
  `a user is named by up to ${LIMITS.userChars} letters, digits and _ . @ -, and by no number`;

/** @throws {Error} */
export function parseUser(text: string): string {
  if (isUserName(text)) return text;
  throw new Error(userNameExpected);
}
