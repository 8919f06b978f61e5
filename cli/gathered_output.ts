/** Gathers small writes to the two outputs into large ones, in their order. */

import type { StreamName } from "../job/timeline.ts";
import { LIMITS } from "../limits.ts";
import { copyLines, type LineHead } from "./copy_lines.ts";
import { type Sink, writeBytes } from "./output.ts";

/** The output that a stream goes to. */
export type Sinks = Readonly<Record<StreamName, Sink>>;

export const SINKS: Sinks = { stdout: Deno.stdout, stderr: Deno.stderr };

export class GatheredOutput {
  readonly #sinks: Sinks;
  readonly #buffer = new Uint8Array(LIMITS.outputChunkBytes);
  readonly #view = new DataView(this.#buffer.buffer);
  #length = 0;
  #stream: StreamName = "stdout";

  constructor(sinks: Sinks = SINKS) {
    this.#sinks = sinks;
  }

  /** What follows goes to this one. */
  turnTo(stream: StreamName): void {
    if (stream === this.#stream) return;
    this.flush();
    this.#stream = stream;
  }

  put(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#buffer.length) this.flush();
    if (bytes.length > this.#buffer.length) return writeBytes(this.#sinks[this.#stream], bytes);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Puts `lines`, which all end, with `head` before each. */
  putLines(lines: Uint8Array, head: LineHead): void {
    if (head.bytes.length === 0) return this.put(lines);
    for (let rest = lines; rest.length > 0;) {
      const { read, written } = copyLines(rest, this.#view, { at: this.#length, head });
      this.#length = written;
      rest = rest.subarray(read);
      if (rest.length === 0) return;
      if (written > 0) this.flush();
      else rest = this.#putLong(rest, head);
    }
  }

  /** Puts a line that is longer than the buffer; gives what follows it. */
  #putLong(lines: Uint8Array, head: LineHead): Uint8Array {
    const end = lines.indexOf(newline) + 1;
    this.put(head.bytes);
    this.put(lines.subarray(0, end));
    return lines.subarray(end);
  }

  flush(): void {
    const length = this.#length;
    // first: where the write fails nothing is written twice
    this.#length = 0;
    if (length > 0) writeBytes(this.#sinks[this.#stream], this.#buffer.subarray(0, length));
  }
}

const newline = 10;
