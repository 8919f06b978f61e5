/** What a user asked for: the spec of a job. It does not change while the job is kept. */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import { isJobName } from "./name.ts";

const encoder = new TextEncoder();
const noNul = (text: string) => !text.includes("\0");
const fits = (text: string) => text.length <= LIMITS.wordBytes && bytesOf(text) <= LIMITS.wordBytes;

function bytesOf(text: string): number {
  return text.length * 3 <= LIMITS.wordBytes ? text.length : encoder.encode(text).length;
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
  v.maxLength(LIMITS.pathBytes, `a path is at most ${LIMITS.pathBytes} bytes`),
  v.check((path) => path.startsWith("/") && noNul(path), "a path is absolute"),
);

const sumBytes = (words: readonly string[]) =>
  words.reduce((sum, each) => sum + each.length + 1, 0);

export const ArgvShape = v.pipe(
  v.array(word),
  v.minLength(1, "there is no command"),
  v.maxLength(LIMITS.argvWords, `a command has at most ${LIMITS.argvWords} words`),
  v.check((argv) => argv[0] !== "", "the name of the command is empty"),
  v.check(
    (argv) => sumBytes(argv) <= LIMITS.argvBytes,
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
    (env) => sumBytes(env) <= LIMITS.envBytes,
    `an environment has at most ${LIMITS.envBytes} bytes`,
  ),
);

export const ORPHAN_POLICIES = ["kill", "leave", "adopt"] as const;
export const OUTPUT_MODES = ["pipe", "fifo", "direct"] as const;

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
});

export type Spec = v.InferOutput<typeof SpecShape>;
export type SpecInput = v.InferInput<typeof SpecShape>;
