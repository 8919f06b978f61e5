/** The logs of a run as chored sees them: files that its worker writes, and that may be gone. */

import { isLeftover, loggedBytes, type LogName, LOGS, segmentsOf } from "../job/segments.ts";
import { isMisplaced, namesIn, removeIfThere } from "../system/durable.ts";
import type { RunPaths } from "../system/paths.ts";

/** How much a run that no worker tells of has logged. */
export function loggedOf({ w }: Pick<RunPaths, "w">): { stdoutBytes: number; stderrBytes: number } {
  const names = namesIn(w);
  const sizeOf = (name: string) => sizeAt(`${w}/${name}`);
  return {
    stdoutBytes: loggedBytes("stdout", names, { sizeOf }),
    stderrBytes: loggedBytes("stderr", names, { sizeOf }),
  };
}

/** What the logs of a run take on the disk. */
export interface Held {
  readonly bytes: number;
  /** of old segments, which may go */
  readonly oldBytes: number;
}

/** Measures the logs in the folder `w`. */
export function measureLogs(w: string): Held {
  const names = namesIn(w);
  let [bytes, oldBytes] = [0, 0];
  for (const log of LOGS) {
    const old = oldOf(log, names).reduce((sum, name) => sum + sizeAt(`${w}/${name}`), 0);
    oldBytes += old;
    bytes += old + sizeAt(`${w}/${log}`);
  }
  return { bytes, oldBytes };
}

/** Removes all but the newest segments; only where no worker writes them. */
export function dropOld(w: string): void {
  const names = namesIn(w);
  for (const log of LOGS) {
    for (const name of oldOf(log, names)) removeIfThere(`${w}/${name}`);
  }
}

/** Removes what a worker left that was killed while it compressed, after it had told the end of its job. */
export function removeLeftovers(w: string): void {
  for (const name of namesIn(w).filter(isLeftover)) removeIfThere(`${w}/${name}`);
}

/** The names of all that is not the newest, in both forms where both are there. */
function oldOf(log: LogName, names: readonly string[]): string[] {
  const newest = segmentsOf(log, names).at(-1)?.offset ?? 0;
  return names.filter((name) => {
    const [segment] = segmentsOf(log, [name]);
    return segment !== undefined && segment.offset < newest;
  });
}

function sizeAt(path: string): number {
  try {
    return Deno.lstatSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || isMisplaced(error)) return 0;
    throw error;
  }
}
