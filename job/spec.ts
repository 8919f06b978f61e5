/** What a user asked for: the spec of a job. It does not change while the job is kept. */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import { type After, AfterShape } from "./after.ts";
import { type Restart, RESTART_DEFAULTS, RestartShape } from "./again.ts";
import { NOT_CONFINED } from "./confinement.ts";
import { ConfineShape } from "./confine_shape.ts";
import { HOOKS_DEFAULTS, HooksShape } from "./hooks.ts";
import { LimitsShape } from "./limits_shape.ts";
import { LOG_DEFAULTS } from "./log_policy.ts";
import { LogShape } from "./log_shape.ts";
import { isJobName, NAME_PATTERN } from "./name.ts";
import { NO_LIMITS } from "./resource_limits.ts";
import { PathShape } from "./path_shape.ts";
import type { Stdin } from "./stdin.ts";
import { StdinShape } from "./stdin_shape.ts";
import { isUserName, userNameExpected } from "./user.ts";
import { WhenShape } from "./when.ts";
import { ALERTS, type AlertWish, ORPHAN_POLICIES, OUTPUT_MODES } from "./policies.ts";
import type { Rule } from "./reaction.ts";
import { RulesShape } from "./reaction_shape.ts";

const encoder = new TextEncoder();
const noNul = (text: string) => !text.includes("\0");
const fits = (text: string) => areWithin([text], LIMITS.wordBytes + 1);

/** Whether `words`, each with its NUL, have at most `most` bytes; a character has at most 3 for each of its units. */
function areWithin(words: readonly string[], most: number): boolean {
  const sum = (bytesOf: (word: string) => number) =>
    words.reduce((bytes, each) => bytes + bytesOf(each) + 1, 0);
  return sum((word) => 3 * word.length) <= most ||
    sum((word) => word.length) <= most && sum((word) => encoder.encode(word).length) <= most;
}

const word = v.pipe(
  v.string(),
  v.check(noNul, "a word holds a NUL character"),
  v.check(fits, `a word is longer than ${LIMITS.wordBytes} bytes`),
);

export const NameShape = v.pipe(
  v.string(),
  v.check(
    isJobName,
    `a name is 1 to ${LIMITS.nameChars} letters, digits and underscores, not digits alone`,
  ),
);

export { PathShape };

export const ArgvShape = v.pipe(
  v.array(word),
  v.minLength(1, "there is no command"),
  v.maxLength(LIMITS.argvWords, `a command has at most ${LIMITS.argvWords} words`),
  v.check((argv) => argv[0] !== "", "the name of the command is empty"),
  v.check(
    (argv) => areWithin(argv, LIMITS.argvBytes),
    `a command has at most ${LIMITS.argvBytes} bytes`,
  ),
);

const variable = v.pipe(
  word,
  v.regex(/^[^=]+=/, "a variable is NAME=VALUE"),
);

export const EnvShape = v.pipe(
  v.array(variable),
  v.maxLength(LIMITS.envEntries, `an environment has at most ${LIMITS.envEntries} variables`),
  v.check(
    (env) => areWithin(env, LIMITS.envBytes),
    `an environment has at most ${LIMITS.envBytes} bytes`,
  ),
  // no system keeps to an order: with one of its own, the same environment is the same text
  v.transform((env) => env.toSorted(byName)),
);

/** Variables of one name stay in their order: the last one counts. */
function byName(one: string, other: string): number {
  const [a, b] = [nameOf(one), nameOf(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}

const nameOf = (variable: string) => variable.slice(0, variable.indexOf("="));

/** A group is named as a session is. */
export const GroupNameShape = v.pipe(
  v.string(),
  v.regex(
    NAME_PATTERN,
    `a group is named by 1 to ${LIMITS.nameChars} letters, digits and underscores`,
  ),
);

/** A profile is named as a session is. */
const ProfileNameShape = v.pipe(
  v.string(),
  v.regex(
    NAME_PATTERN,
    `a profile is named by 1 to ${LIMITS.nameChars} letters, digits and underscores`,
  ),
);

const integer = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

/**
 * What a spec has where neither its user nor the session says it: the one table of it. Specs that were
 * stored before they knew of more are made whole by it too.
 */
export const SPEC_DEFAULTS = {
  graceMs: LIMITS.graceMs as number,
  stdin: { kind: "none" } as Stdin,
  orphan: "kill" as const,
  output: "pipe" as const,
  log: LOG_DEFAULTS,
  when: { kind: "now" as const },
  after: [] as After[],
  group: "default",
  priority: 0,
  slots: 1,
  restart: RESTART_DEFAULTS as Restart,
  success: [0] as number[],
  timeoutMs: 0,
  startDeadlineMs: 0,
  hooks: HOOKS_DEFAULTS,
  alert: "session" as AlertWish,
  react: [] as Rule[],
  limits: NO_LIMITS,
  confine: NOT_CONFINED,
  held: false,
  pinned: false,
};

export const SpecShape = v.object({
  /** the command and its words; no shell reads them */
  argv: ArgvShape,
  /** the folder it starts in */
  cwd: PathShape,
  /** its whole environment, each NAME=VALUE */
  env: EnvShape,
  /** its file mode creation mask */
  umask: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0o777)),
  /** what it reads */
  stdin: v.optional(StdinShape, SPEC_DEFAULTS.stdin),
  /** from TERM to KILL, in milliseconds */
  graceMs: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LIMITS.graceMaxMs)),
    SPEC_DEFAULTS.graceMs,
  ),
  /** what becomes of the job's processes when its worker dies */
  orphan: v.optional(v.picklist(ORPHAN_POLICIES), SPEC_DEFAULTS.orphan),
  /** how its output reaches the files */
  output: v.optional(v.picklist(OUTPUT_MODES), SPEC_DEFAULTS.output),
  /** how much of that is kept, and what happens when there is more */
  log: v.optional(LogShape, SPEC_DEFAULTS.log),
  /** when it starts */
  when: v.optional(WhenShape, SPEC_DEFAULTS.when),
  /** which jobs it waits for */
  after: v.optional(AfterShape, SPEC_DEFAULTS.after),
  /** whose slots it takes */
  group: v.optional(GroupNameShape, SPEC_DEFAULTS.group),
  /** more begins sooner */
  priority: v.optional(integer(-1000, 1000), SPEC_DEFAULTS.priority),
  /** slots of its group that it takes while it runs */
  slots: v.optional(integer(0, LIMITS.slots), SPEC_DEFAULTS.slots),
  /** whether it is started again after its end */
  restart: v.optional(RestartShape, SPEC_DEFAULTS.restart),
  /** exit codes that are a success */
  success: v.optional(
    v.pipe(v.array(integer(0, 255)), v.minLength(1), v.maxLength(256)),
    SPEC_DEFAULTS.success,
  ),
  /** how long it may run, milliseconds; 0 is for ever */
  timeoutMs: v.optional(integer(0, LIMITS.timeMaxMs), SPEC_DEFAULTS.timeoutMs),
  /** how long it may wait for its start, milliseconds; 0 is for ever */
  startDeadlineMs: v.optional(integer(0, LIMITS.timeMaxMs), SPEC_DEFAULTS.startDeadlineMs),
  /** what runs before, at the start of and after its command */
  hooks: v.optional(HooksShape, SPEC_DEFAULTS.hooks),
  /** what is done upon what it prints, and upon what becomes of it */
  react: v.optional(RulesShape, []),
  /** of which of its ends somebody is told */
  alert: v.optional(v.picklist(ALERTS), SPEC_DEFAULTS.alert),
  /** how much it may use */
  limits: v.optional(LimitsShape, {}),
  /** what it may see and do */
  confine: v.optional(ConfineShape, {}),
  /** as whom it runs; as chored does where that is not said */
  user: v.optional(v.pipe(v.string(), v.check(isUserName, userNameExpected))),
  /** of which profile that was filled in, when it was submitted */
  profile: v.optional(ProfileNameShape),
  /** it waits until somebody releases it */
  held: v.optional(v.boolean(), SPEC_DEFAULTS.held),
  /** it stays until somebody removes it */
  pinned: v.optional(v.boolean(), SPEC_DEFAULTS.pinned),
});

export type Spec = v.InferOutput<typeof SpecShape>;
export type SpecInput = v.InferInput<typeof SpecShape>;

/** A spec as a client asks for it: what is left out is the session's to say, see fill_spec.ts. */
export const SpecWishShape = v.object({
  ...v.partial(SpecShape).entries,
  argv: SpecShape.entries.argv,
  cwd: SpecShape.entries.cwd,
  env: SpecShape.entries.env,
  umask: SpecShape.entries.umask,
  restart: v.optional(v.partial(RestartShape)),
  log: v.optional(v.partial(LogShape)),
  confine: v.optional(v.partial(ConfineShape)),
  /** its user said the mask: no profile has another */
  ownUmask: v.optional(v.boolean()),
});
export type SpecWish = v.InferOutput<typeof SpecWishShape>;
