/** chored's own log: one line a fact, rotated, never with an environment or an input in it. */

import { configure, getLogger, type LogRecord, type Sink } from "@logtape/logtape";
import { getRotatingFileSink } from "@logtape/file";
import { BUILT_IN, type LogSize } from "../job/session_config.ts";
import { LIMITS } from "../limits.ts";
import { printable } from "../system/text.ts";

export interface Log {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
  /** From now on it is of this size. */
  resize(size: LogSize): void;
  /** Writes what waits; to be called last. */
  flush(): void;
}

/** Opens the log at `path`. `stderr` says it on stderr as well. */
export async function openLog(
  path: string,
  how: { debug: boolean; stderr: boolean; size?: LogSize },
): Promise<Log> {
  const file = new Gathered(path, how.size ?? BUILT_IN.log);
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
    resize: (size) => file.resize(size),
    flush: () => file.flush(),
  };
}

/**
 * Lines gathered for a moment and written as one: a write of its own for each costs 0.2 ms, more
 * than the whole acceptance of a job. A kill -9 loses what the last moment said, and no more.
 */
class Gathered {
  readonly #path: string;
  #sink: FileSink;
  #lines: string[] = [];
  #last: LogRecord | undefined;
  /** lines that the disk did not take */
  #lost = 0;

  constructor(path: string, size: LogSize) {
    this.#path = path;
    this.#sink = openSink(path, size);
  }

  resize(size: LogSize): void {
    const sink = openSink(this.#path, size);
    this.flush();
    this.#sink[Symbol.dispose]();
    this.#sink = sink;
  }

  take(record: LogRecord): void {
    if (this.#lines.push(line(record)) === 1) setTimeout(() => this.flush(), LIMITS.logGatherMs);
    this.#last = record;
    if (this.#lines.length >= LIMITS.logGatherLines) this.flush();
  }

  flush(): void {
    if (this.#last === undefined || this.#lines.length === 0) return;
    const lines = this.#lines;
    this.#lines = [];
    const before = this.#lost === 0 ? [] : [`(${this.#lost} lines could not be written)\n`];
    const text = [...before, ...lines].join("");
    try {
      this.#sink({ ...this.#last, properties: { text } });
      this.#lost = 0;
    } catch {
      // a full disk takes no log, and must not take chored: what is lost is said once there is room
      this.#lost += lines.length;
    }
  }
}

type FileSink = Sink & Disposable;

function openSink(path: string, { bytes, files }: LogSize): FileSink {
  return getRotatingFileSink(path, {
    ...{ maxSize: bytes, maxFiles: files, bufferSize: 0 },
    formatter: textOf,
  });
}

function textOf(record: LogRecord): string {
  return String(record.properties["text"] ?? record.rawMessage);
}

function line(record: LogRecord): string {
  const at = new Date(record.timestamp).toISOString();
  return `${at} ${record.level.padEnd(7)} ${printable(textOf(record))}\n`;
}
