/** What a user asked for: the spec of a job. It does not change while the job is kept. */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import { AfterShape } from "./after.ts";
import { RestartShape } from "./again.ts";
import { isJobName, NAME_PATTERN } from "./name.ts";
import { WhenShape } from "./when.ts";
import { ORPHAN_POLICIES, OUTPUT_MODES } from "./policies.ts";

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

export const PathShape = v.pipe(
  v.string(),
  v.maxBytes(LIMITS.pathBytes, `a path is at most ${LIMITS.pathBytes} bytes`),
  v.check((path) => path.startsWith("/") && noNul(path), "a path is absolute"),
);

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

const integer = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

export const SpecShape = v.object({
  /** the command and its words; no shell reads them */
  argv: ArgvShape,
  /** the folder it starts in */
  cwd: PathShape,
  /** its whole environment, each NAME=VALUE */
  env: EnvShape,
  /** its file mode creation mask */
  umask: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0o777)),
  /** from TERM to KILL, in milliseconds */
  graceMs: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LIMITS.graceMaxMs)),
    LIMITS.graceMs,
  ),
  /** what becomes of the job's processes when its worker dies */
  orphan: v.optional(v.picklist(ORPHAN_POLICIES), "kill"),
  /** how its output reaches the files */
  output: v.optional(v.picklist(OUTPUT_MODES), "pipe"),
  /** when it starts */
  when: v.optional(WhenShape, { kind: "now" }),
  /** which jobs it waits for */
  after: v.optional(AfterShape, []),
  /** whose slots it takes */
  group: v.optional(GroupNameShape, "default"),
  /** more begins sooner */
  priority: v.optional(integer(-1000, 1000), 0),
  /** slots of its group that it takes while it runs */
  slots: v.optional(integer(0, LIMITS.slots), 1),
  /** whether it is started again after its end */
  restart: v.optional(RestartShape, {}),
  /** exit codes that are a success */
  success: v.optional(v.pipe(v.array(integer(0, 255)), v.minLength(1), v.maxLength(256)), [0]),
  /** how long it may run, milliseconds; 0 is for ever */
  timeoutMs: v.optional(integer(0, LIMITS.timeMaxMs), 0),
  /** how long it may wait for its start, milliseconds; 0 is for ever */
  startDeadlineMs: v.optional(integer(0, LIMITS.timeMaxMs), 0),
  /** it waits until somebody releases it */
  held: v.optional(v.boolean(), false),
  /** it stays until somebody removes it */
  pinned: v.optional(v.boolean(), false),
});

export type Spec = v.InferOutput<typeof SpecShape>;
export type SpecInput = v.InferInput<typeof SpecShape>;

/** What a spec has that was stored before it knew of more. */
export const SPEC_DEFAULTS = {
  when: { kind: "now" },
  after: [],
  group: "default",
  priority: 0,
  slots: 1,
  restart: v.parse(RestartShape, {}),
  success: [0],
  timeoutMs: 0,
  startDeadlineMs: 0,
  held: false,
  pinned: false,
} as const satisfies Partial<Spec> | object;
