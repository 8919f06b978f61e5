/** The flags that several verbs share, one definition each. */

import type { TypedFlagParameter } from "@stricli/core";
import { LIMITS } from "../limits.ts";
import { NAME_PATTERN } from "../job/name.ts";
import { parseSignal, SIGNAL_NAMES, type SignalName } from "../job/signal.ts";
import { ACTIVE, FINAL, type State, STATES, WAITING } from "../job/state.ts";
import { nearest } from "../system/text.ts";
import { parseGrace } from "../job/option_values.ts";

/** Every verb has these. The launcher has read the session already. */
export interface EveryFlags {
  readonly session?: string;
  readonly debug: boolean;
}

export const EVERY_FLAGS = {
  session: {
    kind: "parsed",
    parse: parseSession,
    brief: "the session that is meant (chored)",
    placeholder: "NAME",
    optional: true,
  },
  debug: { kind: "boolean", brief: "say what happens, and where a failure comes from" },
} as const;

export const EVERY_LETTERS = { n: "session", d: "debug" } as const;

export const all: TypedFlagParameter<boolean> = { kind: "boolean", brief: "all jobs" };

export const json: TypedFlagParameter<boolean> = { kind: "boolean", brief: "print JSON" };

export const noWait: TypedFlagParameter<boolean> = {
  kind: "boolean",
  brief: "do not wait until it is done",
};

export const grace: TypedFlagParameter<number | undefined> = {
  kind: "parsed",
  parse: parseGrace,
  brief: "from TERM to KILL: 30, 90s, 2m",
  placeholder: "TIME",
  optional: true,
};

export const state: TypedFlagParameter<readonly State[][] | undefined> = {
  kind: "parsed",
  parse: parseStates,
  brief: "only jobs in these states, or active, waiting, ended",
  placeholder: "STATE",
  optional: true,
  variadic: true,
};

export const signal: TypedFlagParameter<SignalName | undefined> = {
  kind: "parsed",
  parse: parseSignalName,
  brief: "by name or number: HUP, SIGHUP, 1",
  placeholder: "SIGNAL",
  optional: true,
};

export const JOBS = { placeholder: "JOB", brief: "its name or id", least: 0 } as const;

function parseSession(text: string): string {
  if (NAME_PATTERN.test(text)) return text;
  throw new Error(`a session is named by 1 to ${LIMITS.nameChars} letters, digits and _`);
}

const GROUPS: Readonly<Record<string, readonly State[]>> = {
  active: ACTIVE,
  waiting: WAITING,
  ended: FINAL,
};

/** One or more states with commas between; `waiting` is the state's name too, and means its group. */
export function parseStates(text: string): State[] {
  return text.split(",").flatMap((word) => {
    const group = GROUPS[word];
    if (group !== undefined) return group;
    const found = STATES.find((each) => each === word);
    if (found !== undefined) return [found];
    const near = nearest(word, [...STATES, ...Object.keys(GROUPS)]);
    throw new Error(
      `"${word}" is no state${near === undefined ? "" : `: did you mean "${near}"?`}`,
    );
  });
}

export function parseSignalName(text: string): SignalName {
  const found = parseSignal(text);
  if (found !== undefined) return found;
  const near = nearest(text.replace(/^sig/i, ""), SIGNAL_NAMES.map((name) => name.slice(3)));
  throw new Error(
    `it is no signal${near === undefined ? "" : `: did you mean "${near}"?`}`,
  );
}
