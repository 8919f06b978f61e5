/** What the flags of `log` and `follow` ask for, checked. */

import type { TypedFlagParameter } from "@stricli/core";
import { LIMITS } from "../limits.ts";
import { wrongUse } from "./failure.ts";
import { numberFlag } from "./flag_values.ts";
import { all, json } from "./flags.ts";
import { parsePast } from "./past.ts";
import type { Grep } from "../logs/grep.ts";
import type { LogWish } from "../logs/run_log.ts";

/** The flags that both verbs have. */
export interface LogFlags {
  readonly all: boolean;
  readonly group?: string;
  readonly since?: string;
  readonly tail?: number;
  readonly grep?: string;
  readonly invert: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly timestamps: boolean;
  readonly noPrefix: boolean;
  readonly raw: boolean;
  readonly json: boolean;
}

const text = { kind: "parsed", optional: true, parse: String } as const;
const flag = (brief: string): TypedFlagParameter<boolean> => ({ kind: "boolean", brief });

export const momentFlag = (brief: string) => ({ ...text, brief, placeholder: "DATE" });

export const LOG_FLAGS = {
  all,
  group: { ...text, brief: "the jobs of this group", placeholder: "GROUP" },
  since: momentFlag("begin with what came then or later: 10m, 17:00, yesterday"),
  tail: numberFlag({
    brief: "begin with the last COUNT lines",
    placeholder: "COUNT",
    least: 0,
    most: Number.MAX_SAFE_INTEGER,
  }),
  grep: { ...text, brief: "only lines that match", placeholder: "REGEX" },
  invert: flag("with --grep: only lines that do not match"),
  stdout: flag("standard output only"),
  stderr: flag("standard error only"),
  timestamps: flag("put before each line when it came"),
  noPrefix: flag("of several jobs: no name before each line"),
  raw: flag("the bytes as they are, of several jobs too"),
  json: { ...json, brief: "print one JSON object a line" },
} as const;

export const LOG_LETTERS = { a: "all", g: "group", t: "timestamps" } as const;

/** @throws {Failure} */
export async function readWish(flags: LogFlags & { readonly until?: string }): Promise<LogWish> {
  checkLook(flags);
  const [since, until] = [await readMoment("since", flags), await readMoment("until", flags)];
  if (since !== undefined && until !== undefined && since >= until) {
    throw wrongUse("Cannot use --since and --until: nothing lies between them");
  }
  const { stdout, stderr, tail, grep: pattern, invert } = flags;
  const grep = pattern === undefined ? undefined : { pattern, invert };
  if (grep !== undefined) await checkGrep(grep);
  return {
    ...{ since, until, tail, grep, times: flags.timestamps || flags.json },
    only: stdout === stderr ? undefined : stdout ? "stdout" : "stderr",
  };
}

/** @throws {Failure} */
async function checkGrep(grep: Grep): Promise<void> {
  const { makeTest } = await import("../logs/grep.ts");
  try {
    makeTest(grep);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const { pattern } = grep;
    const shown = pattern.length > shownChars ? `${pattern.slice(0, shownChars)}…` : pattern;
    throw wrongUse(`Cannot use "${shown}" for --grep: ${reason}`);
  }
}

/** Of a pattern in a message. */
const shownChars = 80;

/** @throws {Failure} */
function checkLook({ json, timestamps, raw, grep, invert, noPrefix }: LogFlags): void {
  if (json && timestamps) throw wrongUse("Cannot use --timestamps: --json has the times");
  if (raw && (json || timestamps)) {
    throw wrongUse(`Cannot use --raw and --${json ? "json" : "timestamps"}: choose one`);
  }
  if (json && noPrefix) throw wrongUse("Cannot use --no-prefix: --json has the names in fields");
  if (invert && grep === undefined) throw wrongUse("Cannot use --invert without --grep");
}

async function readMoment(
  name: "since" | "until",
  flags: { readonly since?: string; readonly until?: string },
): Promise<number | undefined> {
  const given = flags[name];
  if (given === undefined) return undefined;
  const read = await parsePast(given, { now: Date.now() });
  if ("at" in read) return read.at;
  throw wrongUse(`Cannot use "${given}" for --${name}: ${read.expected}`);
}

/** How many jobs can be followed at once. @throws {Failure} */
export function checkFollowed(count: number): void {
  if (count <= LIMITS.followedJobs) return;
  throw wrongUse(`Cannot follow ${count} jobs at once: at most ${LIMITS.followedJobs}`);
}
