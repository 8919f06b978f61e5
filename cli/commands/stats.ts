/** `chore stats`: what jobs use and used, as numbers and as a plot; without a job, how the session does. */

import { EXIT } from "../../job/exit_code.ts";
import type { JobStats } from "../../wire/stats_views.ts";
import { refused, wrongUse } from "../failure.ts";
import { all, json } from "../flags.ts";
import { write, writeJson } from "../output.ts";
import { lookOf } from "../print_table.ts";
import { selectJobs } from "../select.ts";
import { Session } from "../session.ts";
import type { Asked, Verb } from "../verb.ts";

interface Flags {
  readonly all: boolean;
  readonly ascii: boolean;
  readonly csv: boolean;
  readonly svg: boolean;
  readonly json: boolean;
}

export const stats: Verb<Flags> = {
  about: ["Without a job: how the session does, and what chored and its workers use."],
  flags: {
    all: { ...all, brief: "all jobs that run" },
    ascii: { kind: "boolean", brief: "draw with plain characters" },
    csv: { kind: "boolean", brief: "print each sample as a line of comma-separated values" },
    svg: { kind: "boolean", brief: "print a picture of one job as SVG" },
    json,
  },
  letters: { a: "all" },
  operand: { placeholder: "JOB", brief: "its name or id", least: 0 },
  run: showStats,
};

/** Columns where nobody tells. */
const usualWidth = 80;

async function showStats({ caller, flags, words }: Asked<Flags>): Promise<number> {
  checkForm(flags);
  const session = new Session(caller);
  if (words.length === 0 && !flags.all) return await showSession(session, flags);
  const jobs = selectJobs(words, { all: flags.all, verb: "measure" });
  const reply = await session.call("stats", { of: "jobs", jobs });
  if (reply.of !== "jobs") throw new Error("chored told of the session");
  if (flags.json) writeJson(words.length === 1 ? reply.jobs[0] : reply.jobs);
  else if (flags.csv) write((await import("../stats_csv.ts")).statsCsv(reply.jobs));
  else if (flags.svg) write(await drawPicture(reply.jobs));
  else write(await describeJobs(reply.jobs, { isAscii: flags.ascii, env: caller.env }));
  return EXIT.ok;
}

const FORMS = ["ascii", "csv", "svg", "json"] as const;

/** @throws {Failure} */
function checkForm(flags: Flags): void {
  const [one, other] = FORMS.filter((form) => flags[form]);
  if (other !== undefined) throw wrongUse(`Cannot use --${one} and --${other}: choose one`);
}

/** @throws {Failure} */
async function showSession(session: Session, flags: Flags): Promise<number> {
  const form = (["ascii", "csv", "svg"] as const).find((each) => flags[each]);
  if (form !== undefined) throw wrongUse(`Cannot use --${form}: name a job, or say --all`);
  const reply = await session.call("stats", { of: "session" });
  if (reply.of !== "session") throw new Error("chored told of jobs");
  if (flags.json) writeJson(reply.session);
  else write((await import("../session_stats_text.ts")).sessionStatsText(reply.session));
  return EXIT.ok;
}

/** @throws {Failure} */
async function drawPicture(jobs: readonly JobStats[]): Promise<string> {
  const [job] = jobs;
  if (job === undefined || jobs.length > 1) {
    throw wrongUse(`Cannot draw ${jobs.length} jobs: one picture is of one job`);
  }
  const samples = job.stats?.samples ?? [];
  if (samples.length === 0) {
    throw refused(`Cannot draw job "${job.name}": nobody has looked at it while it ran`);
  }
  return (await import("../stats_svg.ts")).statsSvg(job, samples);
}

interface Wish {
  readonly isAscii: boolean;
  readonly env: Readonly<Record<string, string>>;
}

async function describeJobs(jobs: readonly JobStats[], { isAscii, env }: Wish): Promise<string> {
  const { statsText } = await import("../stats_text.ts");
  const look = { isAscii, width: widthOf(env), now: Date.now() };
  return jobs.map((job) => statsText(job, look)).join("\n");
}

/** As the caller says by COLUMNS, or the terminal by itself. */
function widthOf(env: Wish["env"]): number {
  const told = /^\d{1,4}$/.test(env.COLUMNS ?? "") ? Number(env.COLUMNS) : 0;
  return told > 0 ? told : lookOf(env).width ?? usualWidth;
}
