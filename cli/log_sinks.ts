/** Where the output of a job goes: as it is, with times, or as JSON, a line each. */

import type { StreamName } from "../job/timeline.ts";
import { LIMITS } from "../limits.ts";
import type { Piece, TakePiece } from "./log_reader.ts";
import { jsonText, type Sink, write, writeBytes } from "./output.ts";

const newline = 10;
const encoder = new TextEncoder();

export interface LogSink {
  readonly take: TakePiece;
  /** Gives what was kept back. */
  readonly end: () => void;
}

const SINKS: Readonly<Record<StreamName, Sink>> = { stdout: Deno.stdout, stderr: Deno.stderr };

/** Each stream to the one of its name, byte for byte. */
export function rawSink(sinks = SINKS): LogSink {
  return { take: ({ stream, bytes }) => writeBytes(sinks[stream], bytes), end() {} };
}

/** The same, each line with the time at which it began. */
export function timedSink(sinks = SINKS): LogSink {
  const inLine = { stdout: false, stderr: false };
  return {
    take({ stream, bytes, at }) {
      const stamp = encoder.encode(`${isoTime(at)} `);
      const parts: Uint8Array[] = [];
      for (let offset = 0; offset < bytes.length;) {
        if (!inLine[stream]) parts.push(stamp);
        const end = bytes.indexOf(newline, offset);
        const next = end < 0 ? bytes.length : end + 1;
        parts.push(bytes.subarray(offset, next));
        inLine[stream] = end < 0;
        offset = next;
      }
      writeBytes(sinks[stream], joined(parts));
    },
    end() {},
  };
}

/** One object a line: `{time, stream, text}`; a long line is cut, and `cut` says so. */
export function jsonSink(): LogSink {
  const lines = { stdout: new JsonLines("stdout"), stderr: new JsonLines("stderr") };
  return {
    take: (piece) => lines[piece.stream].take(piece),
    end() {
      lines.stdout.end();
      lines.stderr.end();
    },
  };
}

class JsonLines {
  readonly #stream: StreamName;
  readonly #decoder = new TextDecoder();
  #text = "";
  #at: number | undefined;

  constructor(stream: StreamName) {
    this.#stream = stream;
  }

  take({ bytes, at }: Piece): void {
    if (this.#text === "") this.#at = at;
    const [first = "", ...rest] = this.#decoder.decode(bytes, { stream: true }).split("\n");
    this.#text += first;
    for (const line of rest) {
      this.#print({ cut: false });
      this.#text = line;
      this.#at = at;
    }
    while (this.#text.length > LIMITS.outputChunkBytes) {
      const tail = this.#text.slice(LIMITS.outputChunkBytes);
      this.#text = this.#text.slice(0, LIMITS.outputChunkBytes);
      this.#print({ cut: true });
      this.#text = tail;
    }
  }

  end(): void {
    this.#text += this.#decoder.decode();
    if (this.#text !== "") this.#print({ cut: false });
  }

  #print({ cut }: { cut: boolean }): void {
    const time = this.#at === undefined ? null : isoTime(this.#at);
    const line = { time, stream: this.#stream, text: this.#text, ...(cut ? { cut } : {}) };
    write(`${jsonText(line, 0)}\n`);
    this.#text = "";
  }
}

function isoTime(at: number | undefined): string {
  return at === undefined ? "-".padEnd(24) : new Date(at).toISOString();
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
