/** `chore log`: the output of jobs, both streams in the order in which they came. */

import { wrongUse } from "../failure.ts";
import { JOBS } from "../flags.ts";
import { LOG_FLAGS, LOG_LETTERS, type LogFlags, momentFlag, readWish } from "../log_wish.ts";
import { Session } from "../session.ts";
import type { SwitchFlags } from "../switch_logging.ts";
import type { Asked, Verb } from "../verb.ts";

interface ShownFlags extends LogFlags {
  readonly follow: boolean;
  readonly until?: string;
  readonly run?: number | "all";
}

interface Flags extends ShownFlags, SwitchFlags {}

export const log: Verb<Flags> = {
  about: [
    "What the job wrote to its standard output goes to standard output, its standard error to",
    "standard error, byte for byte. Of several jobs the lines are whole, each with the name of",
    "its job before it.",
  ],
  flags: {
    follow: { kind: "boolean", brief: "go on as output comes, until the jobs have ended" },
    off: { kind: "boolean", brief: "show nothing: write no more of what comes" },
    on: { kind: "boolean", brief: "show nothing: write it again" },
    clear: { kind: "boolean", brief: "show nothing: drop what is written" },
    ...LOG_FLAGS,
    until: momentFlag("only what came before"),
    run: {
      kind: "parsed",
      parse: parseRun,
      brief: "this run, or all; chore show tells their numbers",
      placeholder: "RUN",
      optional: true,
    },
  },
  letters: { f: "follow", ...LOG_LETTERS },
  operand: JOBS,
  run: switchOrShow,
};

async function switchOrShow(asked: Asked<Flags>): Promise<number> {
  const { on, off, clear } = asked.flags;
  if (!on && !off && !clear) return await showOutput(asked);
  const { switchLogging } = await import("../switch_logging.ts");
  return await switchLogging(asked);
}

export async function showOutput({ caller, flags, words }: Asked<ShownFlags>): Promise<number> {
  if (flags.follow && (flags.run !== undefined || flags.until !== undefined)) {
    const other = flags.run === undefined ? "until" : "run";
    throw wrongUse(`Cannot use --follow and --${other}: choose one`);
  }
  const wish = await readWish(flags);
  const session = new Session(caller);
  const { pickJobs } = await import("../log_jobs.ts");
  const { all, group, follow } = flags;
  const jobs = await pickJobs(session, { words, all, group, follow });
  if (follow) {
    const { followLogs } = await import("../follow_logs.ts");
    return await followLogs(session, jobs, { flags, wish });
  }
  const { showLogs } = await import("../show_logs.ts");
  return await showLogs(session, jobs, { flags, wish });
}

function parseRun(text: string): number | "all" {
  if (text === "all") return text;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Error("a number is wanted, or all");
}
