/** The spec of a new job from the options of `run` and what surrounds the caller. */

import type { ORPHAN_POLICIES, OUTPUT_MODES } from "../job/policies.ts";
import type { SpecInput } from "../job/spec.ts";
import { absolutePath } from "./absolute_path.ts";
import type { Caller } from "./caller.ts";
import { wrongUse } from "./failure.ts";
import { jobEnv } from "./job_env.ts";
import { type AgainFlags, againSpec } from "./run_again.ts";
import { type AlertFlags, alertSpec } from "./run_alert.ts";
import { type ConfineFlags, confineSpec } from "./run_confine.ts";
import { type HooksFlags, hooksSpec } from "./run_hooks.ts";
import { type LimitFlags, limitsSpec } from "./run_limits.ts";
import { type LogFlags, logSpec } from "./run_log.ts";
import { type OrderFlags, orderSpec } from "./run_order.ts";
import { type ReactFlags, reactSpec } from "./run_react.ts";
import { type StdinFlags, stdinSpec } from "./run_stdin.ts";
import { readStart, type Start, type TimeFlags, timeSpec } from "./run_time.ts";

export interface SpecFlags
  extends
    TimeFlags,
    OrderFlags,
    AgainFlags,
    AlertFlags,
    HooksFlags,
    LimitFlags,
    ConfineFlags,
    LogFlags,
    StdinFlags,
    ReactFlags {
  readonly cwd?: string;
  readonly resetEnv?: readonly string[];
  readonly env?: readonly string[];
  readonly cleanEnv: boolean;
  readonly umask?: number;
  readonly user?: string;
  readonly command?: string;
  readonly grace?: number;
  readonly orphan?: typeof ORPHAN_POLICIES[number];
  readonly output?: typeof OUTPUT_MODES[number];
}

/** All of a spec but the command. @throws {Failure} */
export async function sharedSpec(
  caller: Caller,
  flags: SpecFlags,
): Promise<Omit<SpecInput, "argv">> {
  const { env: add, resetEnv: reset, cleanEnv: clean, user, orphan, output } = flags;
  const start = await readStart(flags);
  refuseContradictions(flags, start);
  return {
    cwd: absolutePath(flags.cwd ?? "", Deno.cwd()),
    env: jobEnv(caller.env, { reset, add, clean, user }),
    umask: flags.umask ?? caller.umask,
    ...user === undefined ? {} : { user },
    ...flags.grace === undefined ? {} : { graceMs: flags.grace },
    ...orphan === undefined ? {} : { orphan },
    ...output === undefined ? {} : { output },
    ...await timeSpec(flags, { start, env: caller.env }),
    ...orderSpec(flags, start),
    ...againSpec(flags),
    ...hooksSpec(flags),
    ...alertSpec(flags),
    ...logSpec(flags),
    ...stdinSpec(flags),
    ...limitsSpec(flags),
    ...confineSpec(flags),
    ...reactSpec(flags),
  };
}

/** The command, in words. @throws {Failure} */
export function commandOf({ command }: SpecFlags, words: readonly string[]): string[] {
  const argv = command === undefined
    ? [...words]
    : ["/bin/sh", "-c", command, ...words.length > 0 ? ["sh", ...words] : []];
  if (argv.length === 0) throw wrongUse("Cannot run: there is no command: chore run -- COMMAND");
  if (argv[0] === "") throw wrongUse("Cannot run: the name of the command is empty");
  const broken = argv.find((word) => word.includes("\ufffd"));
  if (broken === undefined) return argv;
  // Deno gives this for bytes that are no UTF-8: better no job than another command
  throw wrongUse(`Cannot run: a word is not UTF-8, or holds U+FFFD: "${broken}"`);
}

/** What begins at once waits for nothing. */
function refuseContradictions(flags: SpecFlags, start: Start | undefined): void {
  if (!flags.now) return;
  const waits = [
    flags.hold && "--hold",
    (start?.kind === "job" || start?.kind === "date") && "--at",
    flags.in !== undefined && "--in",
    flags.cron !== undefined && "--cron",
    flags.after !== undefined && "--after",
    flags.afterAny !== undefined && "--after-any",
    flags.afterFail !== undefined && "--after-fail",
    flags.afterStart !== undefined && "--after-start",
    flags.afterReady !== undefined && "--after-ready",
  ].find((name) => name !== false);
  if (waits !== undefined) throw wrongUse(`Cannot use --now and ${waits}: choose one`);
}
