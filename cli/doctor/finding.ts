/** What doctor says of one thing: how it is, and what to do about it. */

export type Mark = "ok" | "warn" | "fail";

export interface Finding {
  readonly name: string;
  readonly mark: Mark;
  /** what was seen */
  readonly text: string;
  /** what to do; null where nothing is to be done */
  readonly remedy: string | null;
}

/** What was seen, and what can be done about it. */
interface Trouble {
  readonly text: string;
  readonly remedy: string;
}

export function good(name: string, text: string): Finding {
  return { name, mark: "ok", text, remedy: null };
}

/** Something is missing, and the rest works. */
export function warn(name: string, trouble: Trouble): Finding {
  return { name, mark: "warn", ...trouble };
}

/** chore does not work so, or does not keep what it promises. */
export function fail(name: string, trouble: Trouble): Finding {
  return { name, mark: "fail", ...trouble };
}
