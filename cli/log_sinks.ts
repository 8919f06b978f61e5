/** Where the output of a job goes: as it is, or each line with when it began. */

import { LineHead } from "./copy_lines.ts";
import { type GatheredOutput, SINKS } from "./gathered_output.ts";
import type { LogSink } from "../logs/run_log.ts";
import { writeBytes } from "./output.ts";

const newline = 10;
const encoder = new TextEncoder();

/** Each stream to the output of its name, byte for byte. */
export function rawSink(sinks = SINKS): LogSink {
  return { take: ({ stream, bytes }) => writeBytes(sinks[stream], bytes), end() {} };
}

/** The same for pieces that are small. */
export function gatheredSink(output: GatheredOutput): LogSink {
  return {
    take({ stream, bytes }) {
      output.turnTo(stream);
      output.put(bytes);
    },
    end() {},
  };
}

/** The same, each line with the time at which it began. */
export function timedSink(output: GatheredOutput): LogSink {
  const inLine = { stdout: false, stderr: false };
  return {
    take({ stream, bytes, at }) {
      output.turnTo(stream);
      const start = inLine[stream] ? bytes.indexOf(newline) + 1 || bytes.length : 0;
      const end = Math.max(start, bytes.lastIndexOf(newline) + 1);
      const stamp = timeHead(at);
      output.put(bytes.subarray(0, start));
      output.putLines(bytes.subarray(start, end), new LineHead(stamp));
      if (end < bytes.length) output.put(stamp);
      output.put(bytes.subarray(end));
      inLine[stream] = bytes.at(-1) !== newline;
    },
    end() {},
  };
}

/** What stands before a line that came then. */
export function timeHead(at: number | undefined): Uint8Array {
  return encoder.encode(`${isoTime(at)} `);
}

export function isoTime(at: number | undefined): string {
  return at === undefined ? "-".padEnd(24) : new Date(at).toISOString();
}
