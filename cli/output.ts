/** Standard output for data, standard error for talk: written at once, whole, without console. */

import { printable } from "../system/text.ts";

const encoder = new TextEncoder();

/** Whoever reads our output has left. */
export class OutputClosed extends Error {
  override name = "OutputClosed";
}

export type Sink = Pick<typeof Deno.stdout, "writeSync">;

/**
 * Writes what was made for people, or for a program. What is in it comes from chored, and from jobs: no
 * control character of theirs reaches a terminal. @throws {OutputClosed}
 */
export function write(text: string): void {
  writeFile(text.replaceAll(Deno.stdout.isTerminal() ? unsafeButColors : unsafe, printable));
}

/** Writes a text as it is: a file, for whoever wants it in another. @throws {OutputClosed} */
export function writeFile(text: string): void {
  writeBytes(Deno.stdout, encoder.encode(text));
}

// as printable() has it, but the ends of lines and tabs
// deno-lint-ignore no-control-regex
const unsafe = /[\0-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
/** The colours are ours. */
const unsafeButColors = new RegExp(`${unsafe.source}(?<!\\x1b(?=\\[[\\d;]*m))`, "g");

/** Writes all of `bytes`. @throws {OutputClosed} */
export function writeBytes(sink: Sink, bytes: Uint8Array): void {
  for (let offset = 0; offset < bytes.length;) {
    try {
      offset += sink.writeSync(bytes.subarray(offset));
    } catch (error) {
      if (error instanceof Deno.errors.BrokenPipe) throw new OutputClosed();
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      // somebody made the other end non-blocking: wait a moment for its reader
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

/** Says `message` to the user: one line on standard error, without control characters. */
export function say(message: string): void {
  try {
    writeBytes(Deno.stderr, encoder.encode(`chore: ${printable(message)}\n`));
  } catch (error) {
    // nobody listens: the exit code says it too
    if (!(error instanceof OutputClosed)) throw error;
  }
}

/** `value` as JSON: indented for a reader at a terminal, else on one line. */
export function writeJson(value: unknown): void {
  write(`${jsonText(value, Deno.stdout.isTerminal() ? 2 : 0)}\n`);
}

/** JSON in which no control character is left as it is. */
export function jsonText(value: unknown, indent: number): string {
  return JSON.stringify(value, undefined, indent).replaceAll(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
