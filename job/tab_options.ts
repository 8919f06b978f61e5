/** The options of `run` that a line of a choretab may have: one row each, and what they make of a spec. */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import { type AgainFlags, againWish } from "./again_wish.ts";
import { type AlertFlags, alertWish } from "./alert_wish.ts";
import {
  type ConfineFlags,
  confineWish,
  parsePledge,
  parseProfile,
  parseUnveil,
} from "./confine_wish.ts";
import type { Problem } from "./cron_fields.ts";
import { type HooksFlags, hooksWish, parseHook } from "./hooks_wish.ts";
import { type LimitFlags, limitsWish, parseIoPriority, parseMask } from "./limits_wish.ts";
import { type LogFlags, logSpec, parseLogSize } from "./log_wish.ts";
import {
  checkJobName,
  parseCodes,
  parseGrace,
  parseGroup,
  parseNumber,
  parseTime,
} from "./option_values.ts";
import {
  BACKOFFS,
  CATCH_UPS,
  LOG_FULLS,
  ORPHAN_POLICIES,
  OUTPUT_MODES,
  OVERLAPS,
  RESTART_POLICIES,
  SANDBOXES,
} from "./policies.ts";
import { problemOfPatterns } from "./pattern.ts";
import type { Rule } from "./reaction.ts";
import { RulesShape } from "./reaction_shape.ts";
import { parseAction, parseTrigger, type ReactFlags, rulesWish } from "./reaction_wish.ts";
import { parseLimits } from "./resource_limits.ts";
import type { SpecWish } from "./spec.ts";
import { parseUser } from "./user.ts";
import { parseSource, type StdinFlags, stdinWish } from "./stdin_wish.ts";

export interface TabOption {
  readonly kind: "boolean" | "value" | "list";
  readonly letter?: string;
  /** @throws {Error} with what was expected */
  readonly parse: (text: string) => unknown;
  /** the field of the spec that is its value; what has none is put together of several */
  readonly field?: keyof SpecWish;
}

const boolean = (more: Partial<TabOption> = {}): TabOption => ({
  kind: "boolean",
  parse: () => true,
  ...more,
});
const value = (parse: TabOption["parse"], more: Partial<TabOption> = {}): TabOption => ({
  kind: "value",
  parse,
  ...more,
});
const text = String;
const number = (least: number, most: number) => (given: string) =>
  parseNumber(given, { least, most });
const oneOf = (words: readonly string[]) => (given: string) => {
  if (words.includes(given)) return given;
  throw new Error(`it is none of ${words.join(", ")}`);
};

/** By the names that `run` has in code. */
export const TAB_OPTIONS: Readonly<Record<string, TabOption>> = {
  name: value(checkJobName, { letter: "j" }),
  cwd: value(text, { letter: "C" }),
  resetEnv: { kind: "list", letter: "e", parse: text },
  env: { kind: "list", parse: text },
  cleanEnv: boolean(),
  zone: value(text),
  overlap: value(oneOf(OVERLAPS)),
  catchUp: value(oneOf(CATCH_UPS)),
  timeout: value(parseTime, { letter: "T", field: "timeoutMs" }),
  startDeadline: value(parseTime, { field: "startDeadlineMs" }),
  group: value(parseGroup, { letter: "g", field: "group" }),
  priority: value(number(-1000, 1000), { letter: "p", field: "priority" }),
  slotsUsed: value(number(0, LIMITS.slots), { field: "slots" }),
  pin: boolean({ letter: "k", field: "pinned" }),
  retry: boolean({ letter: "x" }),
  restart: value(oneOf(RESTART_POLICIES)),
  attempts: value(number(1, LIMITS.attempts)),
  interval: value(parseTime),
  delay: value(parseTime),
  backoff: value(oneOf(BACKOFFS)),
  delayMost: value(parseTime),
  stable: value(parseTime),
  success: value(parseCodes),
  grace: value(parseGrace, { field: "graceMs" }),
  orphan: value(oneOf(ORPHAN_POLICIES), { field: "orphan" }),
  output: value(oneOf(OUTPUT_MODES), { field: "output" }),
  logSize: value(parseLogSize),
  logFiles: value(number(1, LIMITS.outputFilesMost)),
  logFull: value(oneOf(LOG_FULLS)),
  pre: value(parseHook),
  post: value(parseHook),
  onStart: value(parseHook),
  onSuccess: value(parseHook),
  onFail: value(parseHook),
  onStop: value(parseHook),
  hookTimeout: value(parseTime),
  hooksFree: boolean(),
  react: { kind: "list", letter: "r", parse: parseTrigger },
  action: { kind: "list", letter: "R", parse: parseAction },
  reactCooldown: value(parseTime),
  reactMost: value(number(1, LIMITS.reactionsMost)),
  reactPerMinute: value(number(1, LIMITS.reactionsPerMinuteMost)),
  stdin: value(parseInput, { letter: "i" }),
  stdinOpen: boolean(),
  stdinFifo: boolean(),
  stdinFrom: value(parseSource),
  umask: value(parseMask, { field: "umask" }),
  limit: { kind: "list", parse: parseLimits },
  nice: value(number(-LIMITS.niceMost, LIMITS.niceMost - 1)),
  ionice: value(parseIoPriority),
  sandbox: value(oneOf(SANDBOXES)),
  pledge: value((given: string) => parsePledge(given)),
  unveil: { kind: "list", parse: parseUnveil },
  profile: value(parseProfile),
  noNet: boolean(),
  privateTmp: boolean(),
  user: value(parseUser, { field: "user" }),
  alert: boolean(),
  noAlert: boolean(),
};

export const TAB_LETTERS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(TAB_OPTIONS).flatMap(([name, { letter }]) =>
    letter === undefined ? [] : [[letter, name]]
  ),
);

/** What the options of a line say, by the names of the table. */
export interface TabFlags
  extends
    Partial<AgainFlags>,
    HooksFlags,
    AlertFlags,
    LimitFlags,
    ConfineFlags,
    LogFlags,
    ReactFlags,
    StdinFlags {
  readonly name?: string;
  readonly cwd?: string;
  readonly resetEnv?: readonly string[];
  readonly env?: readonly string[];
  readonly cleanEnv?: boolean;
  readonly user?: string;
  readonly zone?: string;
  readonly overlap?: typeof OVERLAPS[number];
  readonly catchUp?: typeof CATCH_UPS[number];
}

/** The fields of a spec that options alone decide. */
export function fieldsOfFlags(flags: TabFlags): Partial<SpecWish> | Problem {
  const again = againWish({ retry: false, ...flags });
  if ("problem" in again) return again;
  const hooks = hooksWish(flags);
  if ("problem" in hooks) return hooks;
  const alert = alertWish(flags);
  if ("problem" in alert) return alert;
  const react = reactOfFlags(flags);
  if ("problem" in react) return react;
  const stdin = stdinWish(flags, { path: (path) => ({ kind: "file", path }) });
  if ("problem" in stdin) return stdin;
  const limits = limitsWish(flags);
  if ("problem" in limits) return limits;
  const fields = Object.entries(flags).flatMap(([name, given]) => {
    const field = TAB_OPTIONS[name]?.field;
    return field === undefined ? [] : [[field, given]];
  });
  return {
    ...Object.fromEntries(fields),
    ...again,
    ...hooks,
    ...alert,
    ...logSpec(flags),
    ...limits,
    ...confineWish(flags),
    ...react,
    ...stdin,
  };
}

/** A table with a pattern that is none is refused as a whole, with the place of its line. */
function reactOfFlags(flags: TabFlags): Pick<SpecWish, "react"> | Problem {
  const wish = rulesWish(flags);
  if ("problem" in wish) return wish;
  const rules = wish.rules as Rule[];
  const problem = problemOfPatterns(rules);
  if (problem !== undefined) return { problem };
  return rules.length === 0 ? {} : { react: v.parse(RulesShape, rules) };
}

/** A line has no folder of its own against which to read a path, and nobody who sends. @throws {Error} */
function parseInput(text: string): string {
  if (text.startsWith("/")) return text;
  throw new Error(`it is no absolute path`);
}
