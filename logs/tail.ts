/** Finds where the last lines of a run's output begin, reading from the end. */

import { baseOf, RECORD_BYTES, type StreamName } from "../job/timeline.ts";
import { LIMITS } from "../limits.ts";
import { type LogStart, startAt, type StillOutput } from "./start.ts";
import type { StillLog } from "./still_log.ts";
import { type Counts, type Place, wholeEnd } from "./still_timeline.ts";

export interface TailQuestion {
  readonly tail: number;
  /** no line before this one counts */
  readonly start: LogStart;
  /** lines that begin from here on do not count; undefined: all do */
  readonly to: Place | undefined;
  readonly only: StreamName | undefined;
}

const blockRecords = 4096;
const newline = 10;

/** The lines count in the order in which they began. */
export async function findTail(output: StillOutput, question: TailQuestion): Promise<LogStart> {
  const { timeline, streams } = output;
  const { tail, start } = question;
  const scan = new LineScan(output, question);
  const end = question.to ?? await timeline.ending();
  if (question.to === undefined) {
    // what no record tells of comes last: stdout, then stderr
    const sizes = { stdout: restEnd("stdout"), stderr: restEnd("stderr") };
    if (tail === 0) return { ...await startAt(output, end, sizes), ...atLineStart, lines: 0 };
    for (const stream of ["stderr", "stdout"] as const) {
      const from = end.told[stream];
      const found = await scan.back(stream, { from, to: sizes[stream] });
      if (found === undefined) sizes[stream] = from;
      else return found.at(end, { ...sizes, [stream]: found.offset });
    }
  } else if (tail === 0) return { ...await startAt(output, end), lines: 0 };
  return await walkBack(output, { scan, end, start });

  function restEnd(stream: StreamName): number {
    return Math.max(end.told[stream], streams[stream].end);
  }
}

const atLineStart = { isInLine: { stdout: false, stderr: false } };

/** The records are walked backward, segment by segment, until enough lines are seen. */
async function walkBack(
  output: StillOutput,
  { scan, end, start }: { scan: LineScan; end: Place; start: LogStart },
): Promise<LogStart> {
  const { timeline } = output;
  const told: Counts = { ...end.told };
  for (let index = timeline.extents.length - 1; index >= 0; index--) {
    const extent = timeline.extents[index];
    if (extent === undefined || extent.offset >= end.record) continue;
    const before = await timeline.toldAfter(index - 1);
    for (let to = Math.min(end.record, wholeEnd(extent)); to > extent.offset;) {
      const first = Math.max(extent.offset, to - blockRecords * RECORD_BYTES);
      const records = await timeline.read(first, to);
      for (let i = records.length - 1; i >= 0; i--) {
        const record = first + i * RECORD_BYTES;
        if (record < start.record) return { ...start, lines: scan.lines };
        const { stream, bytes, at } = records[i] ?? { stream: "stdout", bytes: 0, at: 0 };
        const base = baseOf({ stream, bytes, at });
        const from = base === undefined ? told[stream] - bytes : before[stream];
        const found = await scan.back(stream, { from, to: told[stream] });
        told[stream] = from;
        if (found !== undefined) {
          return await found.at({ record, told: { ...told } }, {
            ...told,
            [stream]: found.offset,
          });
        }
      }
      to = first;
    }
  }
  return { ...start, lines: scan.lines };
}

/** Where a line begins. */
interface Found {
  readonly offset: number;
  at(place: Place, given: Counts): Promise<LogStart>;
}

/** Counts the beginnings of lines backward over the pieces that it is shown. */
class LineScan {
  readonly #output: StillOutput;
  readonly #question: TailQuestion;
  readonly #windows: Record<StreamName, Window>;
  lines = 0;

  constructor(output: StillOutput, question: TailQuestion) {
    this.#output = output;
    this.#question = question;
    const { stdout, stderr } = output.streams;
    this.#windows = { stdout: new Window(stdout), stderr: new Window(stderr) };
  }

  /** The beginning between `from` and `to` that is the last one wanted, where it lies there. */
  async back(
    stream: StreamName,
    { from, to }: { from: number; to: number },
  ): Promise<Found | undefined> {
    const { only, tail } = this.#question;
    if (only !== undefined && only !== stream) return undefined;
    const { first, end } = this.#output.streams[stream];
    const least = Math.max(from, first);
    for (let upper = Math.min(to, end); upper > least;) {
      const begin = await this.#windows[stream].lastBegin(upper, { least });
      if (begin === undefined) return undefined;
      if (++this.lines === tail) return this.#found(begin);
      upper = begin;
    }
    return undefined;
  }

  #found(offset: number): Found {
    const { lines } = this;
    const at = async (place: Place, given: Counts) => ({
      ...await startAt(this.#output, place, given),
      lines,
    });
    return { offset, at };
  }
}

/** A part of a log that is looked at backward. */
class Window {
  readonly #log: StillLog;
  #buffer: Uint8Array | undefined;
  #bytes: Uint8Array = new Uint8Array();
  #start = 0;

  constructor(log: StillLog) {
    this.#log = log;
  }

  /** The last offset below `upper` and not below `least` at which a line begins. */
  async lastBegin(upper: number, { least }: { least: number }): Promise<number | undefined> {
    // the byte before the beginning of a line is a newline
    for (let end = upper - 1; end >= least;) {
      if (end === this.#log.first) return end;
      end = this.#log.endBefore(end);
      if (end < least) return undefined;
      if (!this.#holds(end)) await this.#load(end);
      const found = this.#bytes.lastIndexOf(newline, end - 1 - this.#start);
      const begin = found + this.#start + 1;
      if (found >= 0) return begin >= least ? begin : undefined;
      end = this.#start;
      if (end <= this.#log.first) return least <= this.#log.first ? this.#log.first : undefined;
    }
    return undefined;
  }

  #holds(end: number): boolean {
    return end > this.#start && end <= this.#start + this.#bytes.length;
  }

  /** What lies before `end`; bytes that are missing are zeros. */
  async #load(end: number): Promise<void> {
    this.#buffer ??= new Uint8Array(LIMITS.outputChunkBytes);
    const start = Math.max(this.#log.first, end - this.#buffer.length);
    const wanted = this.#buffer.subarray(0, end - start);
    const { length } = await this.#log.read(start, wanted);
    wanted.fill(0, length);
    [this.#bytes, this.#start] = [wanted, start];
  }
}
