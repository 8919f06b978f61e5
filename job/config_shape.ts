/** The keys of chore.toml, as its users write them: one table that the check, the printing and the man page go by. */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import { parsePledge, parseUnveil, pathTwice } from "./confine_wish.ts";
import { parseDuration } from "./duration.ts";
import { parseIoPriority, parseMask } from "./limits_wish.ts";
import { NAME_PATTERN } from "./name.ts";
import {
  BACKOFFS,
  CGROUP_POLICIES,
  LOG_FULLS,
  ORPHAN_POLICIES,
  OUTPUT_MODES,
  RESTART_POLICIES,
  SANDBOXES,
} from "./policies.ts";
import { parseLimits } from "./resource_limits.ts";
import { exactSize, parseSize } from "./size.ts";
import { STATES } from "./state.ts";

const dayMs = 24 * 3600 * 1000;

/** `"90s"`, or a number of seconds; milliseconds come out. */
function time(most: number) {
  const atMost = most > dayMs ? `${most / dayMs} days` : `${most * 24 / dayMs} hours`;
  return v.pipe(
    v.union([v.string(), v.number()], noTime),
    v.transform((value) => typeof value === "string" ? parseDuration(value) : milliseconds(value)),
    v.number(noTime),
    v.maxValue(most, `it is at most ${atMost}`),
  );
}

const noTime = 'it is no time: write 90, "90s" or "2m"';

function milliseconds(seconds: number): number | undefined {
  return Number.isFinite(seconds) && seconds >= 0 ? Math.round(seconds * 1000) : undefined;
}

/** `"10M"`, or a number of bytes. */
function size(least: number, most: number) {
  const wanted = `it is no size from ${exactSize(least)} to ${exactSize(most)}: write "10M"`;
  return v.pipe(
    v.union([v.string(), v.number()], wanted),
    v.transform((value) => typeof value === "string" ? parseSize(value) : value),
    v.number(wanted),
    v.check((bytes) => Number.isInteger(bytes) && bytes >= least && bytes <= most, wanted),
  );
}

function whole(least: number, most: number) {
  const wanted = `a whole number from ${least} to ${most} is wanted`;
  return v.pipe(
    v.number(wanted),
    v.check((number) => Number.isInteger(number) && number >= least && number <= most, wanted),
  );
}

function oneOf<const W extends readonly string[]>(words: W) {
  return v.picklist(words, `it is none of ${words.map((word) => `"${word}"`).join(", ")}`);
}

const groupName = v.pipe(
  v.string("a name of a group is wanted"),
  v.regex(
    NAME_PATTERN,
    `a group is named by 1 to ${LIMITS.nameChars} letters, digits and underscores`,
  ),
);

const noCodes = "a list of exit codes from 0 to 255 is wanted: write [0, 75]";
const codes = v.pipe(
  v.array(whole(0, 255), noCodes),
  v.minLength(1, noCodes),
  v.transform((list) => [...new Set(list)]),
);

/** A text that the command line has too. */
function parsed<T>(wanted: string, parse: (text: string) => T) {
  return v.pipe(
    v.string(wanted),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      try {
        return parse(dataset.value);
      } catch (error) {
        addIssue({ message: error instanceof Error ? error.message : String(error) });
        return NEVER;
      }
    }),
  );
}

/** `"cpu=10m,mem=1G"`. */
const limits = parsed("limits are wanted, as a text", parseLimits);

const profileName = v.pipe(
  v.string("a name of a profile is wanted"),
  v.regex(
    NAME_PATTERN,
    `a profile is named by 1 to ${LIMITS.nameChars} letters, digits and underscores`,
  ),
);

const noPaths = 'a list of paths is wanted: write ["r:/srv", "rwc:/srv/out"]';
const unveil = v.pipe(
  v.array(parsed(noPaths, parseUnveil), noPaths),
  v.maxLength(LIMITS.unveils, `a job is unveiled at most ${LIMITS.unveils} paths`),
  v.check((list) => pathTwice(list) === undefined, "a path is there twice"),
);

const noSwitch = "it is true or false";

const noStates = 'a list of states is wanted: write ["failed", "lost"]';
const states = v.pipe(
  v.array(oneOf(STATES), noStates),
  v.transform((list) => [...new Set(list)]),
);

/** A shell's text. */
const command = v.pipe(
  v.string("a command is wanted, as a text"),
  v.minLength(1, "the command is empty"),
  v.maxLength(LIMITS.hookChars, `a command has at most ${LIMITS.hookChars} characters`),
  v.check((text) => !text.includes("\0"), "a command holds a NUL character"),
);

const niceness = whole(-LIMITS.niceMost, LIMITS.niceMost - 1);

export const slots = whole(0, LIMITS.slots);

/** The tables that have keys of their own. */
export const TABLES = {
  defaults: v.object({
    grace: v.optional(time(LIMITS.graceMaxMs)),
    restart: v.optional(oneOf(RESTART_POLICIES)),
    attempts: v.optional(whole(1, LIMITS.attempts)),
    interval: v.optional(time(LIMITS.timeMaxMs)),
    delay: v.optional(time(LIMITS.timeMaxMs)),
    backoff: v.optional(oneOf(BACKOFFS)),
    "delay-most": v.optional(time(LIMITS.timeMaxMs)),
    stable: v.optional(time(LIMITS.timeMaxMs)),
    success: v.optional(codes),
    timeout: v.optional(time(LIMITS.timeMaxMs)),
    "start-deadline": v.optional(time(LIMITS.timeMaxMs)),
    orphan: v.optional(oneOf(ORPHAN_POLICIES)),
    output: v.optional(oneOf(OUTPUT_MODES)),
    priority: v.optional(whole(-1000, 1000)),
    group: v.optional(groupName),
    limit: v.optional(limits),
    nice: v.optional(niceness),
    cgroup: v.optional(oneOf(CGROUP_POLICIES)),
    sandbox: v.optional(oneOf(SANDBOXES)),
    profile: v.optional(profileName),
  }),
  hooks: v.object({
    pre: v.optional(command),
    post: v.optional(command),
    "on-start": v.optional(command),
    "on-success": v.optional(command),
    "on-fail": v.optional(command),
    "on-stop": v.optional(command),
    timeout: v.optional(time(LIMITS.timeMaxMs)),
    free: v.optional(v.boolean(noSwitch)),
  }),
  alert: v.object({
    command: v.optional(command),
    on: v.optional(states),
    timeout: v.optional(time(LIMITS.timeMaxMs)),
    "most-per-minute": v.optional(whole(1, LIMITS.alertsPerMinuteMost)),
  }),
  output: v.object({
    size: v.optional(size(LIMITS.outputLeastBytes, LIMITS.outputMostBytes)),
    files: v.optional(whole(1, LIMITS.outputFilesMost)),
    full: v.optional(oneOf(LOG_FULLS)),
    total: v.optional(size(LIMITS.outputLeastBytes, LIMITS.outputTotalMostBytes)),
  }),
  log: v.object({
    size: v.optional(size(LIMITS.logLeastBytes, LIMITS.logMostBytes)),
    files: v.optional(whole(1, LIMITS.logFilesMost)),
  }),
} as const;

/** A table for each name below `profile`: what `run` has options of these names for. */
export const PROFILE = v.object({
  sandbox: v.optional(oneOf(SANDBOXES)),
  pledge: v.optional(parsed("promises are wanted, as a text", (text) => [...parsePledge(text)])),
  unveil: v.optional(unveil),
  "no-net": v.optional(v.boolean(noSwitch)),
  "private-tmp": v.optional(v.boolean(noSwitch)),
  limit: v.optional(limits),
  nice: v.optional(niceness),
  ionice: v.optional(parsed("a class is wanted, as a text", parseIoPriority)),
  umask: v.optional(parsed('a mask is wanted, as a text: write "022"', parseMask)),
});
export type TableOfProfile = v.InferOutput<typeof PROFILE>;

/** Keys that stand in no table. */
export const PLAIN = { keep: time(LIMITS.timeMaxMs) } as const;

export type TableName = keyof typeof TABLES;
export type TableOf<T extends TableName> = v.InferOutput<(typeof TABLES)[T]>;
