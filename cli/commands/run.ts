/** `chore run`: a command becomes a job. */

import { EXIT } from "../../job/exit_code.ts";
import type { SpecInput } from "../../job/spec.ts";
import { ORPHAN_POLICIES, OUTPUT_MODES } from "../../job/policies.ts";
import { isFinal } from "../../job/state.ts";
import type { RequestInput } from "../../wire/messages.ts";
import { absolutePath } from "../absolute_path.ts";
import type { Caller } from "../caller.ts";
import { wrongUse } from "../failure.ts";
import { grace, json, noWait } from "../flags.ts";
import { jobEnv } from "../job_env.ts";
import { write, writeJson } from "../output.ts";
import { checkJobName, selectIds } from "../select.ts";
import { Session } from "../session.ts";
import { stayWithJob } from "../stay_with_job.ts";
import type { Asked, Verb } from "../verb.ts";
import { refuseUnstarted, waitForStart } from "../wait_for_start.ts";

type Orphan = typeof ORPHAN_POLICIES[number];
type Output = typeof OUTPUT_MODES[number];

interface Flags {
  readonly name?: string;
  readonly cwd?: string;
  readonly resetEnv?: readonly string[];
  readonly env?: readonly string[];
  readonly cleanEnv: boolean;
  readonly command?: string;
  readonly follow: boolean;
  readonly ifAbsent: boolean;
  readonly grace?: number;
  readonly noWait: boolean;
  readonly orphan?: Orphan;
  readonly output?: Output;
  readonly batch?: string;
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
    command: { ...text, brief: "a command for /bin/sh", placeholder: "TEXT" },
    follow: { kind: "boolean", brief: "stay, show its output, end with its exit code" },
    ifAbsent: { kind: "boolean", brief: "leave a job of that name as it is" },
    grace,
    noWait: { ...noWait, brief: "do not wait until it has started" },
    orphan: {
      ...{ kind: "enum", values: ORPHAN_POLICIES, optional: true },
      brief: "what becomes of it when its worker is killed (kill)",
    },
    output: {
      ...{ kind: "enum", values: OUTPUT_MODES, optional: true },
      brief: "how its output reaches the files (pipe; for adopt direct)",
    },
    batch: {
      ...text,
      brief: "a job for each line of FILE, or of - standard input",
      placeholder: "FILE",
    },
    json,
  },
  letters: { j: "name", C: "cwd", e: "resetEnv", c: "command", f: "follow" },
  operand: { placeholder: "COMMAND [ARGUMENT …]", brief: "the command and its words", least: 0 },
  takesCommand: true,
  run: runJob,
};

async function runJob({ caller, flags, words }: Asked<Flags>): Promise<number> {
  if (flags.ifAbsent && flags.name === undefined) {
    throw wrongUse("Cannot use --if-absent without a name: -j NAME");
  }
  if (flags.batch !== undefined) return await runMany(caller, { flags, words });
  const body = requestFor(caller, { flags, words });
  const session = new Session(caller, "always");
  const reply = await session.call("run", body);
  if (flags.follow) {
    return await stayWithJob(session, reply);
  }
  const isOld = !reply.created || isFinal(reply.state);
  const view = flags.noWait || isOld ? undefined : await waitForStart(session, reply);
  if (flags.json) {
    const job = view ?? (await session.call("show", { jobs: selectIds([reply]) }))[0];
    writeJson({ ...job, created: reply.created });
  }
  if (!flags.json) write(`${reply.name}\n`);
  if (view !== undefined) refuseUnstarted(view);
  return EXIT.ok;
}

function requestFor(
  caller: Caller,
  { flags, words }: { flags: Flags; words: readonly string[] },
): RequestInput<"run"> {
  const argv = flags.command === undefined
    ? [...words]
    : ["/bin/sh", "-c", flags.command, ...words.length > 0 ? ["sh", ...words] : []];
  checkCommand(argv);
  return {
    request: crypto.randomUUID(),
    ifAbsent: flags.ifAbsent,
    ...flags.name === undefined ? {} : { name: flags.name },
    spec: { argv, ...sharedSpec(caller, flags) },
  };
}

/** All of a spec but the command. */
function sharedSpec(caller: Caller, flags: Flags): Omit<SpecInput, "argv"> {
  const { env: add, resetEnv: reset, cleanEnv: clean, orphan } = flags;
  const output = flags.output ?? (orphan === "adopt" ? "direct" : undefined);
  return {
    cwd: absolutePath(flags.cwd ?? "", Deno.cwd()),
    env: jobEnv(caller.env, { reset, add, clean }),
    umask: caller.umask,
    ...flags.grace === undefined ? {} : { graceMs: flags.grace },
    ...orphan === undefined ? {} : { orphan },
    ...output === undefined ? {} : { output },
  };
}

async function runMany(
  caller: Caller,
  { flags, words }: { flags: Flags; words: readonly string[] },
): Promise<number> {
  const { name, command, follow } = flags;
  if (words.length > 0 || name !== undefined || command !== undefined || follow) {
    throw wrongUse("Cannot use --batch with a command, -c, -j or -f: each line is a job");
  }
  const { runBatch } = await import("../batch.ts");
  const session = new Session(caller, "always");
  return await runBatch(session, { shared: sharedSpec(caller, flags), json: flags.json });
}

/** @throws {Failure} */
function checkCommand(argv: readonly string[]): void {
  if (argv.length === 0) throw wrongUse("Cannot run: there is no command: chore run -- COMMAND");
  if (argv[0] === "") throw wrongUse("Cannot run: the name of the command is empty");
  const broken = argv.find((word) => word.includes("\ufffd"));
  if (broken === undefined) return;
  // Deno gives this for bytes that are no UTF-8: better no job than another command
  throw wrongUse(`Cannot run: a word is not UTF-8, or holds U+FFFD: "${broken}"`);
}
