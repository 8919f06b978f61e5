/** The dump that a worker left in the folder of its run. */

import { LIMITS } from "../limits.ts";
import { readText } from "../system/durable.ts";
import { runPaths, type SessionPaths } from "../system/paths.ts";
import type { JobDebug } from "../wire/debug_views.ts";

/** null where there is none, or it is cut short or too long. */
export function readDump({ runs }: SessionPaths, { run }: JobDebug): object | null {
  if (run === null) return null;
  try {
    const text = readText(runPaths(`${runs}/${run}`).debug, LIMITS.dumpBytes);
    const value: unknown = text === undefined ? null : JSON.parse(text);
    return typeof value === "object" ? value : null;
  } catch (error) {
    // a job could have been let write there, or the disk was full
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
    throw error;
  }
}
