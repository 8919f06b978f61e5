/** `w/rc`: the exit code that a waiting gate has put on record. */

import { LIMITS } from "../limits.ts";
import { readText } from "../system/durable.ts";
import type { RunPaths } from "../system/paths.ts";

/** What the gate wrote in one line; without its newline it is no record yet, and beyond a byte it is none of a shell. */
export function readExitRecord({ exitCode }: Pick<RunPaths, "exitCode">): number | undefined {
  const text = /^(\d{1,3})\n$/.exec(readRecorded(exitCode) ?? "")?.[1];
  const code = Number(text ?? NaN);
  return code <= 255 ? code : undefined;
}

function readRecorded(path: string): string | undefined {
  try {
    return readText(path, LIMITS.recordBytes);
  } catch (error) {
    // no gate writes so much, or anything but a file
    if (error instanceof RangeError || error instanceof Deno.errors.IsADirectory) return undefined;
    throw error;
  }
}
