/** chored's own log: one line a fact, rotated, never with an environment or an input in it. */

import { configure, getLogger, type LogRecord, type Sink } from "@logtape/logtape";
import { getRotatingFileSink } from "@logtape/file";
import { LIMITS } from "../limits.ts";
import { printable } from "../system/text.ts";

export interface Log {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

/** Opens the log at `path`. `stderr` says it on stderr as well. */
export async function openLog(
  path: string,
  how: { debug: boolean; stderr: boolean },
): Promise<Log> {
  const file: Sink = getRotatingFileSink(path, {
    maxSize: LIMITS.logBytes,
    maxFiles: LIMITS.logFiles,
    bufferSize: 0,
    formatter: line,
  });
  const stderr: Sink = (record) => console.error(line(record).trimEnd());
  await configure({
    sinks: { file, stderr },
    loggers: [
      {
        category: "chored",
        lowestLevel: how.debug ? "debug" : "info",
        sinks: how.stderr ? ["file", "stderr"] : ["file"],
      },
      { category: ["logtape", "meta"], lowestLevel: "error", sinks: how.stderr ? ["stderr"] : [] },
    ],
  });
  const logger = getLogger("chored");
  // the text is a value, never a template: what a job is called must not be read as one
  const say = (level: "debug" | "info" | "warn" | "error") => (text: string) =>
    logger[level]("{text}", { text });
  return { debug: say("debug"), info: say("info"), warn: say("warn"), error: say("error") };
}

function line(record: LogRecord): string {
  const at = new Date(record.timestamp).toISOString();
  return `${at} ${record.level.padEnd(7)} ${
    printable(String(record.properties["text"] ?? record.rawMessage))
  }\n`;
}
