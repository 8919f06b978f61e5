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
  /** Writes what waits; to be called last. */
  flush(): void;
}

/** Opens the log at `path`. `stderr` says it on stderr as well. */
export async function openLog(
  path: string,
  how: { debug: boolean; stderr: boolean },
): Promise<Log> {
  const file = new Gathered(getRotatingFileSink(path, {
    maxSize: LIMITS.logBytes,
    maxFiles: LIMITS.logFiles,
    bufferSize: 0,
    formatter: textOf,
  }));
  const stderr: Sink = (record) => console.error(line(record).trimEnd());
  await configure({
    sinks: { file: (record) => file.take(record), stderr },
    loggers: [
      {
        category: "chored",
        lowestLevel: how.debug ? "debug" : "info",
        sinks: how.stderr ? ["file", "stderr"] : ["file"],
      },
      {
        category: ["logtape", "meta"],
        lowestLevel: "error",
        sinks: how.stderr ? ["stderr"] : [],
      },
    ],
  });
  globalThis.addEventListener("unload", () => file.flush());
  globalThis.addEventListener("error", () => file.flush());
  const logger = getLogger("chored");
  // the text is a value, never a template: what a job is called must not be read as one
  const say = (level: "debug" | "info" | "warn" | "error") => (text: string) =>
    logger[level]("{text}", { text });
  return {
    ...{ debug: say("debug"), info: say("info"), warn: say("warn"), error: say("error") },
    flush: () => file.flush(),
  };
}

/**
 * Lines gathered for a moment and written as one: a write of its own for each costs 0.2 ms, more
 * than the whole acceptance of a job. A kill -9 loses what the last moment said, and no more.
 */
class Gathered {
  readonly #sink: Sink;
  #lines: string[] = [];
  #last: LogRecord | undefined;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  take(record: LogRecord): void {
    if (this.#lines.push(line(record)) === 1) setTimeout(() => this.flush(), LIMITS.logGatherMs);
    this.#last = record;
    if (this.#lines.length >= LIMITS.logGatherLines) this.flush();
  }

  flush(): void {
    if (this.#last === undefined || this.#lines.length === 0) return;
    const text = this.#lines.join("");
    this.#lines = [];
    this.#sink({ ...this.#last, properties: { text } });
  }
}

function textOf(record: LogRecord): string {
  return String(record.properties["text"] ?? record.rawMessage);
}

function line(record: LogRecord): string {
  const at = new Date(record.timestamp).toISOString();
  return `${at} ${record.level.padEnd(7)} ${printable(textOf(record))}\n`;
}
