/** The segments of a run's logs: their names, their order, and which of them are to go. */

import { LIMITS } from "../limits.ts";
import type { StreamName } from "./timeline.ts";

/** The files that are kept in segments; by this name alone lies the newest. */
export const LOGS = ["stdout", "stderr", "timeline"] as const;
export type LogName = typeof LOGS[number];

/** One segment of a log, by its name. */
export interface Segment {
  /** the absolute offset of its first byte */
  readonly offset: number;
  readonly name: string;
  readonly isPacked: boolean;
}

const digits = 16;
const packed = ".gz";

/** `stdout.0000000000000042`. */
export function segmentName(log: LogName, offset: number): string {
  return `${log}.${String(offset).padStart(digits, "0")}`;
}

/** The same, compressed. */
export function packedName(log: LogName, offset: number): string {
  return `${segmentName(log, offset)}${packed}`;
}

/** While it is being compressed, and no segment yet. */
export function partName(log: LogName, offset: number): string {
  return `${packedName(log, offset)}.part`;
}

/** The newest segment before it takes the place of the one before. */
export function nextName(log: LogName): string {
  return `${log}.next`;
}

const segment = new RegExp(`^(${LOGS.join("|")})\\.(\\d{${digits}})(\\${packed})?$`);
const leftover = new RegExp(
  `^(${LOGS.join("|")})\\.(next|\\d{${digits}}\\${packed}\\.part)$`,
);

/** Whether `name` is of a file that only a worker leaves which was killed at its work. */
export function isLeftover(name: string): boolean {
  return leftover.test(name);
}

/**
 * The segments of `log` among the names of a folder, oldest first. Of one that is there in both forms
 * it is the plain one. None where the log was never rotated: then all of it lies by its own name.
 */
export function segmentsOf(log: LogName, names: Iterable<string>): Segment[] {
  const found = new Map<number, Segment>();
  for (const name of names) {
    const match = segment.exec(name);
    if (match === null || match[1] !== log) continue;
    const [offset, isPacked] = [Number(match[2]), match[3] !== undefined];
    if (offset > LIMITS.outputOffsetBytes || (isPacked && found.has(offset))) continue;
    found.set(offset, { offset, name, isPacked });
  }
  return [...found.values()].sort((one, other) => one.offset - other.offset);
}

/** The bytes of `log` that were logged since the start of the run; `sizeOf` gives the size of a plain file. */
export function loggedBytes(
  log: LogName,
  names: Iterable<string>,
  { sizeOf }: { readonly sizeOf: (name: string) => number },
): number {
  const newest = segmentsOf(log, names).at(-1);
  if (newest === undefined) return sizeOf(log);
  // the newest is not compressed; were it all the same, what lies before it is all that can be told
  return newest.offset + (newest.isPacked ? 0 : sizeOf(newest.name));
}

/** How many of `count` segments, the newest among them, are too many. */
export function surplusOf(count: number, most: number): number {
  return Math.max(0, count - Math.max(1, most));
}

/** Where a segment of the timeline begins: in itself, and in the two streams, where that is known. */
export interface TimelineStart {
  readonly offset: number;
  readonly streams: Readonly<Record<StreamName, number>> | undefined;
}

/**
 * How many of the oldest timeline segments are to go: those that tell of nothing which is still there,
 * for `oldest` are the offsets of the oldest bytes of both streams, and those beyond `most`.
 */
export function staleTimelines(
  starts: readonly TimelineStart[],
  given: { readonly oldest: Readonly<Record<StreamName, number>>; readonly most: number },
): number {
  let stale = surplusOf(starts.length, given.most);
  for (; stale + 1 < starts.length; stale++) {
    const next = starts[stale + 1]?.streams;
    const isOver = next !== undefined && next.stdout <= given.oldest.stdout &&
      next.stderr <= given.oldest.stderr;
    if (!isOver) break;
  }
  return stale;
}
