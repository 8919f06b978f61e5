/** The jobs and runs whose output is wanted. */

import type { StreamName } from "../job/timeline.ts";
import { isFinal } from "../job/state.ts";
import { exists } from "../system/durable.ts";
import { runPaths } from "../system/paths.ts";
import { Refusal } from "../wire/client.ts";
import type { JobView, RunView } from "../wire/replies.ts";
import { refused, wrongUse } from "./failure.ts";
import { say } from "./output.ts";
import type { RunFiles } from "../logs/run_log.ts";
import { selectIds, selectNamed } from "./select.ts";
import type { Session } from "./session.ts";
import type { Loss } from "../logs/stream_file.ts";

export interface JobsWish {
  readonly words: readonly string[];
  readonly all: boolean;
  readonly group: string | undefined;
  /** of all jobs, or of a group, those alone that have not ended */
  readonly follow: boolean;
}

/** Jobs in one question: a reply must fit its frame. */
const jobsAtOnce = 64;

/** @throws {Failure | Refusal} */
export async function pickJobs(session: Session, wish: JobsWish): Promise<readonly JobView[]> {
  const { words, all, group } = wish;
  if (!all && group === undefined) {
    return await session.call("show", { jobs: selectNamed(words, { verb: "show output" }) });
  }
  if (words.length > 0 || (all && group !== undefined)) {
    const both = all && group !== undefined
      ? "--all and --group"
      : `"${words[0]}" and ${all ? "--all" : "--group"}`;
    throw wrongUse(`Cannot show output of ${both}: choose one`);
  }
  const listed = await listJobs(session, wish);
  if (listed.length === 0) await tellNone(session, wish);
  const views: JobView[] = [];
  for (let i = 0; i < listed.length; i += jobsAtOnce) {
    views.push(...await showThose(session, listed.slice(i, i + jobsAtOnce)));
  }
  return views;
}

async function listJobs(session: Session, { group, follow }: JobsWish): Promise<JobView[]> {
  const jobs: JobView[] = [];
  let before: number | null = null;
  do {
    const page: { jobs: readonly JobView[]; before: number | null } = await session.call("list", {
      limit: listedAtOnce,
      ...before === null ? {} : { before },
    });
    jobs.push(...page.jobs);
    before = page.before;
  } while (before !== null);
  return jobs.filter((job) => group === undefined || job.group === group)
    .filter(({ state }) => !follow || !isFinal(state))
    .sort((a, b) => a.id - b.id);
}

const listedAtOnce = 1000;

/** @throws {Failure} where there is no such group */
async function tellNone(session: Session, { group, follow }: JobsWish): Promise<void> {
  const groups = group === undefined ? [] : await session.call("group", { do: "list" });
  if (group !== undefined && !groups.some(({ name }) => name === group)) {
    throw refused(`Cannot show output of group "${group}": there is no such group`);
  }
  const where = group === undefined ? "session" : `group "${group}"`;
  say(`no output: no job of the ${where} ${follow ? "is under way" : "is there"}`);
}

/** All runs of each, which a list does not have; those that are removed meanwhile are left out. */
async function showThose(session: Session, jobs: readonly JobView[]): Promise<readonly JobView[]> {
  try {
    return await session.call("show", { jobs: selectIds(jobs) });
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== "no_such_job") throw error;
    if (jobs.length === 1) return [];
    const shown = await Promise.all(jobs.map((job) => showThose(session, [job])));
    return shown.flat();
  }
}

/** The runs that are wanted, oldest first; where there are none, a word why. @throws {Failure} */
export function pickRuns(
  { name, runs, state }: JobView,
  wanted: number | "all" | undefined,
): readonly RunView[] {
  if (typeof wanted === "number" && !runs.some(({ run }) => run === wanted)) {
    const known = runs.length === 0 ? "none" : runs.map(({ run }) => run).join(", ");
    throw refused(`Cannot show run ${wanted} of job "${name}": it has ${known}`);
  }
  if (runs.length === 0) say(`${name}: no output: it is ${state}`);
  if (wanted === "all") return runs;
  return wanted === undefined ? runs.slice(-1) : runs.filter(({ run }) => run === wanted);
}

/** What the reader of a run must know; what it finds missing is told. */
export function filesOf(session: Session, { name }: { name: string }, run: RunView): RunFiles {
  const paths = runPaths(`${session.caller.paths.runs}/${run.run}`);
  const { startedAt, endedAt, stdoutBytes, stderrBytes } = run;
  const isMissing = endedAt !== null && stdoutBytes + stderrBytes > 0 && !exists(paths.w);
  if (isMissing) say(`${name}: the files of run ${run.run} are gone: somebody has removed them`);
  return {
    paths,
    startedAt: startedAt === null ? undefined : Date.parse(startedAt),
    endedAt: endedAt === null ? undefined : Date.parse(endedAt),
    lose: (stream, loss) => tellLoss(name, { stream, ...loss }),
  };
}

const STREAM_WORDS = { stdout: "standard output", stderr: "standard error" } as const;

function tellLoss(name: string, { stream, bytes, why }: Loss & { stream: StreamName }): void {
  const what = `${bytes} ${bytes === 1 ? "byte" : "bytes"} of its ${STREAM_WORDS[stream]}`;
  say(
    why === "rotated"
      ? `${name}: ${what} were rotated away`
      : `${name}: ${what} are gone: somebody has cut, damaged or removed a file`,
  );
}
