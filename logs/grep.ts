/** Lets the lines through that match a pattern, or those that do not, each in one piece. */

import { RE2JS } from "re2js";
import type { StreamName } from "../job/timeline.ts";
import { LIMITS } from "../limits.ts";
import type { Piece, TakePiece } from "./reader.ts";

/** Lines that are looked for. */
export interface Grep {
  /** a regular expression as re2 has them */
  readonly pattern: string;
  /** the lines that do not match */
  readonly invert: boolean;
}

/** Whether a line, without its newline, is let through. */
export type LineTest = (line: string) => boolean;

/** @throws {Error} that says what is wrong with the pattern */
export function makeTest({ pattern, invert }: Grep): LineTest {
  if (pattern.length > LIMITS.grepChars) {
    throw new Error(`it has more than ${LIMITS.grepChars} characters`);
  }
  try {
    const expression = RE2JS.compile(pattern);
    return (line) => expression.test(line) !== invert;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `${reason}: expected a regular expression as re2 has them, without look-around and back-references`,
    );
  }
}

const newline = 10;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The line of a stream that goes on. */
interface OpenLine {
  /** its bytes until it is decided about */
  held: Uint8Array;
  heldBytes: number;
  at: number | undefined;
  /** `open` until it has ended, or is as long as is looked at */
  verdict: "open" | "shown" | "dropped";
}

/** A line that is too long is judged by its beginning, and shown whole. */
export class LineGrep {
  readonly #test: LineTest;
  readonly #next: TakePiece;
  readonly #open: Readonly<Record<StreamName, OpenLine>> = {
    stdout: noLine(),
    stderr: noLine(),
  };

  constructor(test: LineTest, next: TakePiece) {
    this.#test = test;
    this.#next = next;
  }

  readonly take: TakePiece = ({ stream, at, bytes }) => {
    const line = this.#open[stream];
    const isOpen = line.heldBytes > 0 || line.verdict !== "open";
    const rest = isOpen ? this.#goOn(stream, bytes) : bytes;
    if (rest.length === 0) return;
    const end = rest.lastIndexOf(newline) + 1;
    if (end > 0) this.#takeLines({ stream, at, bytes: rest.subarray(0, end) });
    if (end < rest.length) {
      line.at = at;
      this.#goOn(stream, rest.subarray(end));
    }
  };

  /** Lines that have no newline are over. */
  end(): void {
    for (const stream of ["stdout", "stderr"] as const) {
      if (this.#open[stream].heldBytes > 0) this.#decide(stream);
      this.#open[stream].verdict = "open";
    }
  }

  /** Takes the rest of the open line; gives what lies behind it. */
  #goOn(stream: StreamName, bytes: Uint8Array): Uint8Array {
    const line = this.#open[stream];
    const newlineAt = bytes.indexOf(newline);
    const end = newlineAt < 0 ? bytes.length : newlineAt + 1;
    let offset = 0;
    if (line.verdict === "open") {
      if (line.held.length === 0) line.held = new Uint8Array(LIMITS.grepLineBytes);
      const part = bytes.subarray(0, Math.min(end, line.held.length - line.heldBytes));
      line.held.set(part, line.heldBytes);
      line.heldBytes += part.length;
      offset = part.length;
      if (newlineAt >= 0 || line.heldBytes === line.held.length) this.#decide(stream);
    }
    if (offset < end && line.verdict === "shown") {
      this.#next({ stream, at: line.at, bytes: bytes.subarray(offset, end) });
    }
    if (newlineAt >= 0) line.verdict = "open";
    return bytes.subarray(end);
  }

  #decide(stream: StreamName): void {
    const line = this.#open[stream];
    const bytes = line.held.subarray(0, line.heldBytes);
    const text = decoder.decode(bytes.at(-1) === newline ? bytes.subarray(0, -1) : bytes);
    const isShown = this.#test(text);
    line.heldBytes = 0;
    line.verdict = isShown ? "shown" : "dropped";
    if (isShown) this.#next({ stream, at: line.at, bytes });
  }

  /** Whole lines: those that follow one another are let through together. */
  #takeLines({ stream, at, bytes }: Piece): void {
    const lines = decoder.decode(bytes).split("\n");
    let shownFrom = -1;
    let start = 0;
    for (let i = 0; start < bytes.length; i++) {
      const end = bytes.indexOf(newline, start) + 1;
      const text = lines[i] ?? "";
      const isLong = end - 1 - start > LIMITS.grepLineBytes;
      const isShown = this.#test(isLong ? beginningOf(bytes.subarray(start, end)) : text);
      if (isShown && shownFrom < 0) shownFrom = start;
      if (!isShown && shownFrom >= 0) {
        this.#next({ stream, at, bytes: bytes.subarray(shownFrom, start) });
        shownFrom = -1;
      }
      start = end;
    }
    if (shownFrom >= 0) this.#next({ stream, at, bytes: bytes.subarray(shownFrom) });
  }
}

/** As much of a long line as is looked at. */
function beginningOf(line: Uint8Array): string {
  return decoder.decode(line.subarray(0, LIMITS.grepLineBytes));
}

function noLine(): OpenLine {
  return { held: new Uint8Array(), heldBytes: 0, at: undefined, verdict: "open" };
}
