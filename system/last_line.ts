/** The last line of a file in which a program complains: what it died of, as a rule. */

import { printable } from "./text.ts";

/** So much of the end of the file is looked at. */
const tailBytes = 8 * 1024;
/** So much of the line is told. */
const lineChars = 200;
/** How Deno tells what ended a program; the source and the trace that follow tell people nothing. */
const isError = /^error: /;
/** Any other line, but of a trace. */
const isPlain = /^[^\s^]/;

/** Undefined where there is no file, no line, or no right to read it: it is told beside what is known without. */
export function readLastLine(path: string): string | undefined {
  try {
    // for writing too: a FIFO in its place would be waited for
    using file = Deno.openSync(path, { read: true, write: true });
    const length = file.seekSync(0, Deno.SeekMode.End);
    file.seekSync(Math.max(0, length - tailBytes), Deno.SeekMode.Start);
    const bytes = new Uint8Array(tailBytes);
    let count = 0;
    for (let read = file.readSync(bytes); read !== null && read > 0;) {
      count += read;
      read = file.readSync(bytes.subarray(count));
    }
    return lastLineOf(new TextDecoder().decode(bytes.subarray(0, count)));
  } catch {
    return undefined;
  }
}

/** The last line that says something, fit to be shown. */
export function lastLineOf(text: string): string | undefined {
  const lines = text.split("\n");
  const line = lines.findLast((each) => isError.test(each)) ??
    lines.findLast((each) => isPlain.test(each));
  return line === undefined ? undefined : printable(line.trim()).slice(0, lineChars);
}
