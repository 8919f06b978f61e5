/** Finds where the last lines of a run's output begin, reading from the end. */

import type { StreamName } from "../job/timeline.ts";
import type { StreamFile } from "./stream_file.ts";
import type { TimelineFile } from "./timeline_file.ts";

/** Where a reader goes on: at this record, with this much of each stream told and given. */
export interface TailStart {
  readonly record: number;
  readonly told: Readonly<Record<StreamName, number>>;
  readonly given: Readonly<Record<StreamName, number>>;
}

export interface TailQuestion {
  readonly lines: number;
  readonly streams: Readonly<Record<StreamName, StreamFile>>;
  readonly timeline: TimelineFile;
  readonly buffer: Uint8Array;
  readonly isWanted: (stream: StreamName) => boolean;
}

const newline = 10;

/** The merged output is walked backward, chunk by chunk, until enough lines are seen. */
export function findTail(question: TailQuestion): TailStart {
  const { timeline, streams } = question;
  const count = timeline.count();
  const told = sumRecords(timeline, count);
  const scan = new LineScan(question);
  // what no record tells of comes last: stdout, then stderr
  const sizes = { stdout: streams.stdout.size(), stderr: streams.stderr.size() };
  const given = { stdout: sizes.stdout, stderr: sizes.stderr };
  for (const stream of ["stderr", "stdout"] as const) {
    const from = Math.min(told[stream], sizes[stream]);
    const found = scan.back(stream, { from, to: sizes[stream] });
    given[stream] = found ?? from;
    if (found !== undefined) return { record: count, told, given };
  }
  for (let end = count; end > 0;) {
    const { first, records } = timeline.blockBefore(end);
    for (let i = records.length - 1; i >= 0; i--) {
      const { stream, bytes } = records[i] ?? { stream: "stdout", bytes: 0 };
      const from = told[stream] - bytes;
      const found = scan.back(stream, { from, to: Math.min(told[stream], sizes[stream]) });
      told[stream] = from;
      if (found !== undefined) {
        return { record: first + i, told, given: { ...told, [stream]: found } };
      }
    }
    end = first;
  }
  return { record: 0, told: { stdout: 0, stderr: 0 }, given: { stdout: 0, stderr: 0 } };
}

function sumRecords(timeline: TimelineFile, count: number): Record<StreamName, number> {
  const sum = { stdout: 0, stderr: 0 };
  timeline.seek(0);
  for (let i = 0; i < count; i++) {
    const record = timeline.next();
    if (record !== undefined) sum[record.stream] += record.bytes;
  }
  return sum;
}

/** Counts line ends backward over the pieces that it is shown. */
class LineScan {
  readonly #question: TailQuestion;
  #linesLeft: number;
  /** nothing was seen yet: a newline here ends the last line, and begins none */
  #atEnd = true;

  constructor(question: TailQuestion) {
    this.#question = question;
    this.#linesLeft = question.lines;
  }

  /** The offset between `from` and `to` at which the tail begins, where it does. */
  back(stream: StreamName, { from, to }: { from: number; to: number }): number | undefined {
    const { streams, buffer, isWanted } = this.#question;
    if (!isWanted(stream)) return undefined;
    if (this.#linesLeft === 0) return to;
    for (let end = to; end > from;) {
      const begin = Math.max(from, end - buffer.length);
      const bytes = readWhole(streams[stream], begin, { into: buffer.subarray(0, end - begin) });
      const found = this.#scan(bytes);
      if (found !== undefined) return begin + found;
      end = begin;
    }
    return undefined;
  }

  #scan(bytes: Uint8Array): number | undefined {
    let end = bytes.length;
    if (this.#atEnd && end > 0) {
      this.#atEnd = false;
      if (bytes[end - 1] === newline) end--;
    }
    for (let i = end; i > 0;) {
      i = bytes.lastIndexOf(newline, i - 1);
      if (i < 0) return undefined;
      if (--this.#linesLeft === 0) return i + 1;
    }
    return undefined;
  }
}

function readWhole(file: StreamFile, offset: number, { into }: { into: Uint8Array }): Uint8Array {
  let length = 0;
  while (length < into.length) {
    const count = file.readAt(offset + length, into.subarray(length));
    if (count === 0) break;
    length += count;
  }
  return into.subarray(0, length);
}
