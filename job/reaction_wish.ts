/** Rules as users write them: `-r TRIGGER -R ACTION`, paired in their order, and what these options make of a spec. */

import { LIMITS } from "../limits.ts";
import type { Problem } from "./cron_fields.ts";
import { parseCodes, parseTime } from "./option_values.ts";
import {
  type Action,
  PLAIN_ACTIONS,
  type PlainAction,
  problemOfRule,
  type Trigger,
  type Watched,
} from "./reaction.ts";
import { parseSignal } from "./signal.ts";
import type { SpecInput } from "./spec.ts";
import { STATES } from "./state.ts";

export interface ReactFlags {
  readonly react?: readonly Trigger[];
  readonly action?: readonly Action[];
  readonly reactCooldown?: number;
  readonly reactMost?: number;
  readonly reactPerMinute?: number;
}

type RuleWish = NonNullable<SpecInput["react"]>[number];

/** The rules, in their order; a problem where a trigger has no action, or the reverse. */
export function rulesWish(flags: ReactFlags): { readonly rules: RuleWish[] } | Problem {
  const { react = [], action = [], reactCooldown, reactMost, reactPerMinute } = flags;
  if (react.length !== action.length) {
    const [more, less] = react.length > action.length ? ["-r", "-R"] : ["-R", "-r"];
    return { problem: `Cannot use ${more} without ${less}: each -r TRIGGER has its -R ACTION` };
  }
  const limits = {
    ...reactCooldown === undefined ? {} : { cooldownMs: reactCooldown },
    ...reactMost === undefined ? {} : { most: reactMost },
    ...reactPerMinute === undefined ? {} : { perMinute: reactPerMinute },
  };
  if (react.length === 0) {
    if (Object.keys(limits).length === 0) return { rules: [] };
    return {
      problem: "Cannot use --react-cooldown, --react-most or --react-per-minute without -r",
    };
  }
  if (react.length > LIMITS.rules) {
    return { problem: `Cannot use -r so often: a job has at most ${LIMITS.rules} rules` };
  }
  const rules = react.flatMap((on, index) => {
    const does = action[index];
    return does === undefined ? [] : [{ on: { ...on } as RuleWish["on"], action: does, ...limits }];
  });
  const problem = rules.map((rule) => problemOfRule(rule as Parameters<typeof problemOfRule>[0]))
    .find((each) => each !== undefined);
  return problem === undefined ? { rules } : { problem: `Cannot use a rule: ${problem}` };
}

/** What the options make of a spec. */
export function reactWish(flags: ReactFlags): Pick<SpecInput, "react"> | Problem {
  const wish = rulesWish(flags);
  if ("problem" in wish) return wish;
  return wish.rules.length === 0 ? {} : { react: wish.rules };
}

/** `-r`: a pattern, or `silence:30s`, `exit:3,4`, `state:failed`, `stdout:…`, `stderr:…`, `match:…`. @throws {Error} */
export function parseTrigger(text: string): Trigger {
  const [, kind = "", rest = ""] = /^(match|stdout|stderr|silence|exit|state):(.*)$/s.exec(text) ??
    [];
  switch (kind) {
    case "silence":
      return { kind, ms: parseSilence(rest) };
    case "exit":
      return { kind, codes: [...parseCodes(rest)] };
    case "state":
      return { kind, state: parseState(rest) };
    case "stdout":
    case "stderr":
      return patternOf(rest, kind);
    case "match":
      return patternOf(rest, "both");
    default:
      return patternOf(text, "both");
  }
}

/** `-R`. @throws {Error} */
export function parseAction(text: string): Action {
  const [, word = "", rest = ""] = /^(signal|send|run):(.*)$/s.exec(text) ?? [];
  switch (word) {
    case "signal": {
      const signal = parseSignal(rest);
      if (signal !== undefined) return { do: word, signal };
      throw new Error(`"${rest}" is no signal: write signal:HUP`);
    }
    case "send":
      return { do: word, text: bounded("what is sent", rest, { most: LIMITS.sentChars }) };
    case "run":
      return { do: word, command: bounded("the command", rest, { most: LIMITS.hookChars }) };
  }
  if ((PLAIN_ACTIONS as readonly string[]).includes(text)) return { do: text as PlainAction };
  throw new Error(`it is none of ${PLAIN_ACTIONS.join(", ")}, signal:NAME, send:TEXT, run:COMMAND`);
}

function patternOf(pattern: string, stream: Watched): Trigger {
  return {
    kind: "match",
    pattern: bounded("the pattern", pattern, { most: LIMITS.patternChars }),
    stream,
  };
}

function parseSilence(text: string): number {
  const ms = parseTime(text);
  if (ms > 0) return ms;
  throw new Error("a silence is longer than 0");
}

function parseState(text: string) {
  const state = STATES.find((each) => each === text);
  if (state !== undefined) return state;
  throw new Error(`"${text}" is no state: ${STATES.join(", ")}`);
}

function bounded(what: string, text: string, { most }: { most: number }): string {
  if (text === "") throw new Error(`${what} is empty`);
  if (text.length <= most) return text;
  throw new Error(`${what} is longer than ${most} characters`);
}
