/** `chore run`: a command becomes a job. */

import { namesSet } from "../../job/env.ts";
import { EXIT } from "../../job/exit_code.ts";
import { parseMask } from "../../job/limits_wish.ts";
import { ORPHAN_POLICIES, OUTPUT_MODES } from "../../job/policies.ts";
import { ACTIVE } from "../../job/state.ts";
import { parseUser } from "../../job/user.ts";
import type { RequestInput } from "../../wire/messages.ts";
import type { Accepted } from "../../wire/replies.ts";
import type { Caller } from "../caller.ts";
import { wrongUse } from "../failure.ts";
import { wordFlag } from "../flag_values.ts";
import { grace, json, noWait } from "../flags.ts";
import { write, writeJson } from "../output.ts";
import { AGAIN_FLAGS, AGAIN_LETTERS } from "../run_again.ts";
import { ALERT_FLAGS } from "../run_alert.ts";
import { CONFINE_FLAGS } from "../run_confine.ts";
import { HOOKS_FLAGS } from "../run_hooks.ts";
import { LIMIT_FLAGS } from "../run_limits.ts";
import { LOG_FLAGS } from "../run_log.ts";
import { ORDER_FLAGS, ORDER_LETTERS } from "../run_order.ts";
import { REACT_FLAGS, REACT_LETTERS } from "../run_react.ts";
import { commandOf, sharedSpec, type SpecFlags } from "../run_spec.ts";
import { STDIN_FLAGS, STDIN_LETTERS } from "../run_stdin.ts";
import { tellNoDate, TIME_FLAGS, TIME_LETTERS } from "../run_time.ts";
import { checkJobName, selectIds } from "../select.ts";
import { Session } from "../session.ts";
import { stayWithJob } from "../stay_with_job.ts";
import type { Asked, Verb } from "../verb.ts";
import { refuseUnstarted, waitForStart } from "../wait_for_start.ts";

interface Flags extends SpecFlags {
  readonly name?: string;
  readonly follow: boolean;
  readonly ifAbsent: boolean;
  readonly noWait: boolean;
  readonly batch?: string;
  readonly dryRun: boolean;
  readonly showEnv: boolean;
  readonly json: boolean;
}

const text = { kind: "parsed", parse: String, optional: true } as const;

export const run: Verb<Flags> = {
  about: [
    "The command runs without a shell, in this folder, with this environment and umask. Its",
    "name is printed; chore returns once it has started. -c TEXT is -- /bin/sh -c TEXT.",
  ],
  flags: {
    name: {
      ...text,
      parse: checkJobName,
      brief: "its name; else one is made of the command",
      placeholder: "NAME",
    },
    cwd: { ...text, brief: "the folder it starts in", placeholder: "DIR" },
    resetEnv: {
      ...{ ...text, variadic: true },
      brief: "only HOME, PATH and these: 'A=1 B=2'",
      placeholder: "LIST",
    },
    env: {
      ...text,
      variadic: true,
      brief: "set one variable more: A=1",
      placeholder: "NAME=VALUE",
    },
    cleanEnv: { kind: "boolean", brief: "only HOME, PATH, LOGNAME, USER, SHELL, TZ, LANG" },
    umask: {
      ...text,
      parse: parseMask,
      brief: "its file mode creation mask, octal; else the caller's",
      placeholder: "MASK",
    },
    user: {
      ...text,
      parse: parseUser,
      brief: "as whom it runs, where chored is root's",
      placeholder: "NAME",
    },
    command: { ...text, brief: "a command for /bin/sh", placeholder: "TEXT" },
    follow: { kind: "boolean", brief: "stay, show its output, end with its exit code" },
    ifAbsent: { kind: "boolean", brief: "leave a job of that name as it is" },
    ...TIME_FLAGS,
    ...ORDER_FLAGS,
    ...AGAIN_FLAGS,
    ...HOOKS_FLAGS,
    ...ALERT_FLAGS,
    grace,
    noWait: { ...noWait, brief: "do not wait until it has started" },
    orphan: wordFlag("what becomes of it when its worker is killed (kill)", ORPHAN_POLICIES),
    output: wordFlag("how its output reaches the files (pipe; for adopt direct)", OUTPUT_MODES),
    ...LOG_FLAGS,
    ...REACT_FLAGS,
    ...STDIN_FLAGS,
    ...LIMIT_FLAGS,
    ...CONFINE_FLAGS,
    batch: {
      ...text,
      brief: "a job for each line of FILE, or of - standard input",
      placeholder: "FILE",
    },
    dryRun: { kind: "boolean", brief: "print the job as it would be, and run nothing" },
    showEnv: { kind: "boolean", brief: "with --dry-run: values of its environment too" },
    json,
  },
  letters: {
    ...{ j: "name", C: "cwd", e: "resetEnv", c: "command", f: "follow" },
    ...TIME_LETTERS,
    ...ORDER_LETTERS,
    ...AGAIN_LETTERS,
    ...REACT_LETTERS,
    ...STDIN_LETTERS,
  },
  operand: { placeholder: "COMMAND [ARGUMENT …]", brief: "the command and its words", least: 0 },
  takesCommand: true,
  run: runJob,
};

async function runJob({ caller, flags, words }: Asked<Flags>): Promise<number> {
  if (flags.ifAbsent && flags.name === undefined) {
    throw wrongUse("Cannot use --if-absent without a name: -j NAME");
  }
  if (flags.showEnv && !flags.dryRun) throw wrongUse("Cannot use --show-env without --dry-run");
  if (flags.batch !== undefined) return await runMany(caller, { flags, words });
  const spec = { argv: commandOf(flags, words), ...await sharedSpec(caller, flags) };
  const { name, ifAbsent, resetEnv: reset, env: add } = flags;
  const setEnv = namesSet({ reset, add });
  if (flags.dryRun) {
    const { dryRun } = await import("../dry_run.ts");
    return await dryRun(caller, spec, { name, ifAbsent, showEnv: flags.showEnv, setEnv })
      .catch(tellNoDate(flags));
  }
  const session = new Session(caller, "always");
  if (spec.stdin?.kind === "spool") {
    const { spoolInput } = await import("../spool_input.ts");
    await spoolInput(session, spec.stdin);
  }
  return await submit(session, flags, {
    request: crypto.randomUUID(),
    ifAbsent,
    now: flags.now,
    ...name === undefined ? {} : { name },
    ...setEnv.length === 0 ? {} : { setEnv },
    spec,
  }).catch(tellNoDate(flags));
}

async function submit(
  session: Session,
  flags: Flags,
  body: RequestInput<"run">,
): Promise<number> {
  const reply = await session.call("run", body);
  if (flags.follow) return await stayWithJob(session, reply);
  const view = flags.noWait || !startsSoon(reply) ? undefined : await waitForStart(session, reply);
  if (flags.json) {
    const job = view ?? (await session.call("show", { jobs: selectIds([reply]) }))[0];
    writeJson({ ...job, created: reply.created });
  }
  if (!flags.json) write(`${reply.name}\n`);
  if (view !== undefined) refuseUnstarted(view);
  return EXIT.ok;
}

/** One that was there before, or waits for a time or for others, need not be waited for. */
function startsSoon({ created, state }: Accepted): boolean {
  return created && (state === "queued" || ACTIVE.some((each) => each === state));
}

async function runMany(
  caller: Caller,
  { flags, words }: { flags: Flags; words: readonly string[] },
): Promise<number> {
  const { name, command, follow, now, dryRun } = flags;
  if (words.length > 0 || name !== undefined || command !== undefined || follow) {
    throw wrongUse("Cannot use --batch with a command, -c, -j or -f: each line is a job");
  }
  if (flags.stdin === "-") throw wrongUse("Cannot use --batch with -i -: each job would need it");
  if (now || dryRun) throw wrongUse(`Cannot use --batch with --${now ? "now" : "dry-run"}`);
  const { runBatch } = await import("../batch.ts");
  const session = new Session(caller, "always");
  return await runBatch(session, { shared: await sharedSpec(caller, flags), json: flags.json });
}
