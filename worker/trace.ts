/** Debug mode: a worker says what it does in `w/trace`, up to a bound. Never loaded otherwise. */

import { LIMITS } from "../limits.ts";
import type { RunPaths } from "../system/paths.ts";
import { describeMessage } from "../wire/describe_message.ts";
import type { Listener } from "./complain.ts";

/** What writes to it; workers that follow each other go on in one file. */
export function openTrace({ trace: path }: Pick<RunPaths, "trace">): Listener {
  const file = Deno.openSync(path, { append: true, create: true, mode: 0o600 });
  let left = LIMITS.traceBytes - file.seekSync(0, Deno.SeekMode.End);
  return (text, message) => {
    if (left <= 0) return;
    const what = message === undefined ? text : `${text} ${describeMessage(message)}`;
    left -= writeLine(file, what);
    if (left <= 0) writeLine(file, "the file is full: says no more");
  };
}

const encoder = new TextEncoder();

/** A full disk, or a folder that was deleted, costs the line and no more. */
function writeLine(file: Deno.FsFile, text: string): number {
  const bytes = encoder.encode(`${new Date().toISOString()} worker ${Deno.pid}: ${text}\n`);
  try {
    file.writeSync(bytes);
  } catch {
    // the job's output and its final record complain of it
  }
  return bytes.length;
}
