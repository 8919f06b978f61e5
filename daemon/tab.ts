/** The choretab of a session: read and put in place as a whole, or not at all. */

import { complainOfIdle } from "../job/again_wish.ts";
import { parseTab } from "../job/tab.ts";
import type { TabEntry, TabProblem } from "../job/tab_entry.ts";
import { LIMITS } from "../limits.ts";
import { crashPoint } from "../system/crash_point.ts";
import type { TabReply } from "../wire/tab_views.ts";
import { complaintOf } from "./check_wish.ts";
import { complaintOfPolicy } from "./policy.ts";
import { Refused } from "./refusal.ts";
import type { JobRow } from "./rows.ts";
import type { Session } from "./session.ts";
import { leaveLostFiles } from "./stop.ts";
import { BadTabFile, readTabFile, removeTabFile, writeTabFile } from "./tab_file.ts";
import { addLine, keepLine, leaveLine, type TabLine } from "./tab_jobs.ts";
import { settleWish } from "./whole_spec.ts";

type Report = Pick<TabReply, "added" | "changed" | "removed">;
type Read = readonly TabLine[] | { readonly problems: readonly TabProblem[] };

const nothing: Report = { added: 0, changed: 0, removed: 0 };

/** The file and its jobs, as they are. */
export function viewTab(session: Session): TabReply {
  try {
    const text = readTabFile(session.paths) ?? null;
    return replyOf(session, { ...nothing, text, problems: session.tab.problems });
  } catch (error) {
    return replyOf(session, { ...nothing, problems: [problemOfFile(error)] });
  }
}

/** Reads the file again; where anything is wrong with it, the jobs stay as they are. */
export function loadTab(session: Session, who: string): TabReply {
  const read = readLines(session);
  if ("problems" in read) return complain(session, read.problems, { who });
  return replyOf(session, { ...putLines(session, read, { who }), problems: [] });
}

/** Takes `text` in the place of the file and its jobs in the place of those before: both, or neither. @throws {Refused} */
export function putTab(session: Session, text: string, { who }: { who: string }): TabReply {
  refuseAtEnd(session);
  const read = linesOf(session, text);
  if ("problems" in read) return replyOf(session, { ...nothing, problems: read.problems });
  const written = !isInPlace(session, text);
  if (written) inPlace(session, () => writeTabFile(session.paths, text), { verb: "write" });
  crashPoint("tab-written");
  return replyOf(session, { ...putLines(session, read, { who }), problems: [], written });
}

/** Removes the file, and its jobs. @throws {Refused} */
export function removeTab(session: Session, { who }: { who: string }): TabReply {
  refuseAtEnd(session);
  inPlace(session, () => removeTabFile(session.paths), { verb: "remove" });
  crashPoint("tab-written");
  return replyOf(session, { ...putLines(session, [], { who }), problems: [], written: true });
}

function refuseAtEnd(session: Session): void {
  if (session.ending || leaveLostFiles(session)) {
    throw new Refused("ending", "Cannot take a choretab: chored is about to end");
  }
}

function inPlace({ paths }: Session, act: () => void, { verb }: { verb: string }): void {
  try {
    act();
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new Refused("system", `Cannot ${verb} "${paths.choretab}": ${reason}`);
  }
}

/** The file is as it should be: then its date stays too. */
function isInPlace({ paths }: Session, text: string): boolean {
  try {
    return readTabFile(paths) === text;
  } catch (error) {
    if (error instanceof BadTabFile) return false;
    throw error;
  }
}

function readLines(session: Session): Read {
  try {
    return linesOf(session, readTabFile(session.paths) ?? "");
  } catch (error) {
    return { problems: [problemOfFile(error)] };
  }
}

function problemOfFile(error: unknown): TabProblem {
  if (!(error instanceof BadTabFile)) throw error;
  return { line: 1, column: 1, message: error.message };
}

/** The lines of a table with what the session has to say of them. */
function linesOf(session: Session, text: string): Read {
  const { home, user: name } = session.options;
  const read = parseTab(text, { home, name });
  if (read.kind === "problems") return read;
  const keys = new Set(read.entries.map(({ key }) => key));
  const problems: TabProblem[] = [];
  const lines = read.entries.flatMap((entry) => {
    const spec = settleWish(session.config, entry.wish);
    if ("problem" in spec) {
      problems.push({ line: entry.line, column: 1, message: spec.problem });
      return [];
    }
    const line = { ...entry, spec };
    const message = complaintOfPolicy(session, line.spec) ?? complaintOf(session, line.spec) ??
      complainOfIdle(entry.wish, line.spec) ??
      complainOfName(session, entry, keys);
    if (message !== undefined) problems.push({ line: entry.line, column: 1, message });
    return line;
  });
  const added = lines.length - session.store.countTabJobs();
  if (session.store.countJobs() + added > LIMITS.jobs) {
    const message = `a session keeps at most ${LIMITS.jobs} jobs: chore clean`;
    problems.push({ line: lines.at(-1)?.line ?? 1, column: 1, message });
  }
  return problems.length > 0 ? { problems: problems.slice(0, LIMITS.tabProblems) } : lines;
}

function complainOfName(
  session: Session,
  { key, name }: TabEntry,
  keys: ReadonlySet<string>,
): string | undefined {
  const job = name === undefined ? undefined : session.store.jobByName(name);
  if (job === undefined || job.tab === key || isTakenOver(job, keys)) return undefined;
  return `job ${job.id} has the name "${name}" and is ${job.state}: remove it, or choose another name`;
}

/** A line that is given the name of its job is that line still. */
function isTakenOver({ tab }: JobRow, keys: ReadonlySet<string>): boolean {
  return tab !== null && !keys.has(tab);
}

/** All lines in one transaction, which begins with those that are gone: their names are free then. */
function putLines(
  session: Session,
  lines: readonly TabLine[],
  { who }: { who: string },
): Report {
  const report = tryRecord(session, lines);
  crashPoint("tab-committed");
  session.tab = { problems: [] };
  const { added, changed, removed } = report;
  const text = `${lines.length} jobs, ${added} new, ${changed} changed, ${removed} gone`;
  session.log.info(`choretab loaded for ${who}: ${text}`);
  session.planner.plan();
  return report;
}

/** A full disk leaves the jobs as they were, and the next reading of the file makes good for it. */
function tryRecord(session: Session, lines: readonly TabLine[]): Report {
  try {
    return record(session, lines);
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    session.tab = {
      problems: [{ line: 1, column: 1, message: `it could not be loaded: ${reason}` }],
    };
    throw error;
  }
}

function record(session: Session, lines: readonly TabLine[]): Report {
  const { store } = session;
  return store.transaction(() => {
    const jobs = matchLines(session, lines);
    const kept = new Set([...jobs.values()].map(({ id }) => id));
    const gone = store.jobsOfTab().filter(({ id, tabLine }) => tabLine !== null && !kept.has(id));
    for (const job of gone) leaveLine(session, job);
    const reserved = new Set(lines.flatMap(({ name }) => name ?? []));
    const counts = { added: 0, changed: 0, removed: gone.length };
    for (const line of lines) {
      const job = jobs.get(line);
      if (job === undefined) addLine(session, line, { reserved });
      const isNew = job === undefined || job.tabLine === null;
      const isOther = job !== undefined && keepLine(session, job, line);
      if (isNew) counts.added++;
      else if (isOther) counts.changed++;
    }
    crashPoint("tab-open");
    return counts;
  });
}

/** The jobs that lines have already: by their keys, or by a name that a job of the table was made with. */
function matchLines(session: Session, lines: readonly TabLine[]): Map<TabLine, JobRow> {
  const known = new Map(session.store.jobsOfTab().map((job) => [job.tab, job]));
  const keys = new Set(lines.map(({ key }) => key));
  const jobs = new Map<TabLine, JobRow>();
  for (const line of lines) {
    const job = known.get(line.key) ??
      (line.name === undefined ? undefined : session.store.jobByName(line.name));
    if (job !== undefined && (job.tab === line.key || isTakenOver(job, keys))) jobs.set(line, job);
  }
  return jobs;
}

function complain(
  session: Session,
  problems: readonly TabProblem[],
  { who }: { who: string },
): TabReply {
  session.tab = { problems };
  for (const { line, column, message } of problems) {
    session.log.error(`${session.paths.choretab}:${line}:${column}: ${message}`);
  }
  session.log.error(`the choretab was not loaded for ${who}: its jobs stay as they were`);
  return replyOf(session, { ...nothing, problems });
}

type Found = Partial<TabReply> & Report & Pick<TabReply, "problems">;

function replyOf({ paths, store }: Session, found: Found): TabReply {
  const jobs = store.countTabJobs();
  return { path: paths.choretab, text: null, jobs, written: false, ...found };
}
