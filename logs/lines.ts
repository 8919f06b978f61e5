/** What of a run's output is shown, line by line: from where it begins, up to a time, but the first ones. */

import type { StreamName } from "../job/timeline.ts";
import type { TakePiece } from "./reader.ts";

const newline = 10;

export interface WindowOptions {
  /** streams that begin amid a line which is not shown */
  readonly isInLine: Readonly<Record<StreamName, boolean>>;
  /** lines that begin at this time or later are not shown */
  readonly until?: number | undefined;
}

/** Leaves out the rest of lines that began too early, and lines that begin too late. */
export class LineWindow {
  readonly #until: number;
  readonly #next: TakePiece;
  readonly #isLeftOut: Record<StreamName, boolean>;
  readonly #isInLine = { stdout: false, stderr: false };
  #isPast = false;

  constructor({ isInLine, until = Infinity }: WindowOptions, next: TakePiece) {
    this.#until = until;
    this.#next = next;
    this.#isLeftOut = { ...isInLine };
  }

  /** Nothing that comes is shown. */
  get isDone(): boolean {
    return this.#isPast && !this.#isInLine.stdout && !this.#isInLine.stderr;
  }

  readonly take: TakePiece = ({ stream, at, bytes }) => {
    const rest = this.#isLeftOut[stream] ? this.#dropLine(stream, bytes) : bytes;
    if (rest.length === 0) return;
    if (at !== undefined && at >= this.#until) this.#isPast = true;
    const shown = this.#isPast ? this.#endOfLine(stream, rest) : rest;
    if (shown.length === 0) return;
    this.#isInLine[stream] = shown.at(-1) !== newline;
    this.#next({ stream, at, bytes: shown });
  };

  #dropLine(stream: StreamName, bytes: Uint8Array): Uint8Array {
    const end = bytes.indexOf(newline);
    if (end < 0) return bytes.subarray(0, 0);
    this.#isLeftOut[stream] = false;
    return bytes.subarray(end + 1);
  }

  #endOfLine(stream: StreamName, bytes: Uint8Array): Uint8Array {
    if (!this.#isInLine[stream]) return bytes.subarray(0, 0);
    const end = bytes.indexOf(newline);
    return end < 0 ? bytes : bytes.subarray(0, end + 1);
  }
}

/** Leaves out the first lines, in the order in which they begin, and counts them all. */
export class LineSkip {
  readonly #skip: number;
  readonly #next: TakePiece;
  readonly #isInLine = { stdout: false, stderr: false };
  readonly #isShown = { stdout: false, stderr: false };
  /** lines that have begun */
  lines = 0;

  constructor(skip: number, next: TakePiece) {
    this.#skip = skip;
    this.#next = next;
  }

  readonly take: TakePiece = ({ stream, at, bytes }) => {
    let offset = 0;
    while (offset < bytes.length && !this.#shows(stream)) {
      const end = bytes.indexOf(newline, offset);
      this.#isInLine[stream] = end < 0;
      offset = end < 0 ? bytes.length : end + 1;
    }
    const rest = bytes.subarray(offset);
    if (rest.length === 0) return;
    this.#countLines(stream, rest);
    this.#next({ stream, at, bytes: rest });
  };

  /** Whether the line that goes on, or begins, is shown. */
  #shows(stream: StreamName): boolean {
    if (!this.#isInLine[stream]) this.#isShown[stream] = this.lines++ >= this.#skip;
    return this.#isShown[stream];
  }

  /** All of them are shown: the first was counted, and so are those after it. */
  #countLines(stream: StreamName, bytes: Uint8Array): void {
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, end + 1)) {
      if (end + 1 < bytes.length) this.lines++;
    }
    this.#isInLine[stream] = bytes.at(-1) !== newline;
  }
}
