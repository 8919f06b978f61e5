/** The lines of several jobs, each whole and with the name of its job before it, in a colour of its own. */

import type { StreamName } from "../job/timeline.ts";
import { LIMITS } from "../limits.ts";
import { LineHead } from "./copy_lines.ts";
import type { GatheredOutput } from "./gathered_output.ts";
import type { Piece } from "../logs/reader.ts";
import type { LogSink } from "../logs/run_log.ts";
import { timeHead } from "./log_sinks.ts";

const newline = 10;
const lineEnd = Uint8Array.of(newline);
const encoder = new TextEncoder();

/** What stands before each line on each of the outputs. */
export type Heads = Readonly<Record<StreamName, string>>;

export interface PrefixOptions {
  readonly heads: Heads;
  /** when it began stands there too */
  readonly times: boolean;
}

/** A line that is not whole is kept until it is, or is so long that it is given in parts, each as a line. */
export function prefixSink(output: GatheredOutput, { heads, times }: PrefixOptions): LogSink {
  const lines = {
    stdout: new WholeLines(output, { stream: "stdout", head: heads.stdout, times }),
    stderr: new WholeLines(output, { stream: "stderr", head: heads.stderr, times }),
  };
  return {
    take: (piece) => lines[piece.stream].take(piece),
    end() {
      lines.stdout.end();
      lines.stderr.end();
    },
  };
}

interface LinesOptions {
  readonly stream: StreamName;
  readonly head: string;
  readonly times: boolean;
}

class WholeLines {
  readonly #output: GatheredOutput;
  readonly #options: LinesOptions;
  readonly #plainHead: LineHead;
  #head: LineHead;
  #headAt: number | undefined;
  #open: Uint8Array | undefined;
  #openBytes = 0;
  #openAt: number | undefined;

  constructor(output: GatheredOutput, options: LinesOptions) {
    this.#output = output;
    this.#options = options;
    this.#plainHead = this.#head = new LineHead(encoder.encode(options.head));
    this.#headAt = NaN;
  }

  take({ bytes, at }: Piece): void {
    let start = 0;
    if (this.#openBytes > 0) {
      const end = bytes.indexOf(newline) + 1;
      start = end === 0 ? bytes.length : end;
      this.#keep(bytes.subarray(0, start), this.#openAt);
      if (end > 0) this.end();
    }
    const end = Math.max(start, bytes.lastIndexOf(newline) + 1);
    if (end > start) {
      this.#output.turnTo(this.#options.stream);
      this.#output.putLines(bytes.subarray(start, end), this.#headFor(at));
    }
    if (end < bytes.length) this.#keep(bytes.subarray(end), at);
  }

  end(): void {
    if (this.#open === undefined || this.#openBytes === 0) return;
    const bytes = this.#open.subarray(0, this.#openBytes);
    this.#openBytes = 0;
    this.#output.turnTo(this.#options.stream);
    this.#output.put(this.#headFor(this.#openAt).bytes);
    this.#output.put(bytes);
    if (bytes.at(-1) !== newline) this.#output.put(lineEnd);
  }

  #keep(bytes: Uint8Array, at: number | undefined): void {
    for (let offset = 0; offset < bytes.length;) {
      if (this.#openBytes === 0) this.#openAt = at;
      const open = this.#roomFor(bytes.length - offset);
      const part = bytes.subarray(offset, offset + open.length - this.#openBytes);
      open.set(part, this.#openBytes);
      this.#openBytes += part.length;
      offset += part.length;
      if (this.#openBytes === LIMITS.outputChunkBytes) this.end();
    }
  }

  /** Room for so many more bytes, as far as a line may have them. */
  #roomFor(more: number): Uint8Array {
    const wanted = Math.min(this.#openBytes + more, LIMITS.outputChunkBytes);
    if (this.#open !== undefined && this.#open.length >= wanted) return this.#open;
    const open = new Uint8Array(Math.min(2 * wanted, LIMITS.outputChunkBytes));
    open.set(this.#open?.subarray(0, this.#openBytes) ?? []);
    return this.#open = open;
  }

  #headFor(at: number | undefined): LineHead {
    if (!this.#options.times) return this.#plainHead;
    if (at === this.#headAt) return this.#head;
    this.#headAt = at;
    const [plain, time] = [this.#plainHead.bytes, timeHead(at)];
    const head = new Uint8Array(plain.length + time.length);
    head.set(plain);
    head.set(time, plain.length);
    return this.#head = new LineHead(head);
  }
}
