/** Finds where in a run's output to begin: at a time by the timeline, and so many lines before the end. */

import { type StreamName, STREAMS } from "../job/timeline.ts";
import { findTail } from "./tail.ts";
import { StillLog } from "./still_log.ts";
import { type Counts, type Place, StillTimeline } from "./still_timeline.ts";

/** Where a reader begins. */
export interface LogStart extends Place {
  readonly given: Readonly<Counts>;
  /** streams that are amid a line which began before */
  readonly isInLine: Readonly<Record<StreamName, boolean>>;
  /** lines that begin from there on; undefined where they were not counted */
  readonly lines?: number;
}

export interface StartQuestion {
  /** lines that began at this time or later */
  readonly since?: number | undefined;
  /** lines that began before this time */
  readonly until?: number | undefined;
  /** the last of these */
  readonly tail?: number | undefined;
  readonly only?: StreamName | undefined;
}

/** The output of one run as it is now. */
export interface StillOutput {
  readonly timeline: StillTimeline;
  readonly streams: Readonly<Record<StreamName, StillLog>>;
}

/** `folder` is that of the worker's files. */
export async function findStart(folder: string, question: StartQuestion): Promise<LogStart> {
  using timeline = new StillTimeline(folder);
  using stdout = new StillLog({ folder, log: "stdout" });
  using stderr = new StillLog({ folder, log: "stderr" });
  const output = { timeline, streams: { stdout, stderr } };
  const { since, until, tail } = question;
  const from = since === undefined
    ? timeline.beginning
    : await timeline.find(since) ?? await timeline.ending();
  const start = await startAt(output, from);
  if (tail === undefined) return start;
  const to = until === undefined ? undefined : await timeline.find(until);
  return await findTail(output, { tail, start, to, only: question.only });
}

/** Lines that are begun there do not belong to it. */
export async function startAt(
  { streams }: Pick<StillOutput, "streams">,
  place: Place,
  given: Readonly<Counts> = place.told,
): Promise<LogStart> {
  const isInLine = { stdout: false, stderr: false };
  for (const stream of STREAMS) {
    isInLine[stream] = !await isLineStart(streams[stream], given[stream]);
  }
  return { ...place, given, isInLine };
}

const newline = 10;

/** The oldest byte that is there counts as one. */
async function isLineStart(log: StillLog, offset: number): Promise<boolean> {
  if (offset <= log.first) return true;
  const [before = newline] = await log.read(offset - 1, new Uint8Array(1));
  return before === newline;
}
