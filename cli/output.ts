/** Standard output for data, standard error for talk: written at once, whole, without console. */

import { printable } from "../system/text.ts";

const encoder = new TextEncoder();

/** Whoever reads our output has left. */
export class OutputClosed extends Error {
  override name = "OutputClosed";
}

export type Sink = Pick<typeof Deno.stdout, "writeSync">;

/** Writes data: `text` as it is. @throws {OutputClosed} */
export function write(text: string): void {
  writeBytes(Deno.stdout, encoder.encode(text));
}

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
