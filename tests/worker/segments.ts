// What lies in the folder of a run, read back the plain way: all segments of a log, put together.

import { strictEqual as equal } from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import type { LogPolicy } from "../../job/log_policy.ts";
import type { Ticket, WorkerMode } from "../../job/run.ts";
import { type LogName, segmentsOf } from "../../job/segments.ts";
import { baseOf, decodeChunks, RECORD_BYTES, type StreamName } from "../../job/timeline.ts";
import { runPaths } from "../../system/paths.ts";
import type { OwnedRun } from "../../worker/claim.ts";
import { Output, type OutputOwner } from "../../worker/output.ts";

export interface Log {
  /** the offset of its first byte that is there */
  readonly oldest: number;
  readonly bytes: Uint8Array;
  /** of each segment; one where it was never rotated */
  readonly sizes: readonly number[];
}

export function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

/** All of `log`; each segment must begin where the one before ends, and the plain name be the newest's. */
export function readLog(folder: string, log: LogName): Log {
  const segments = segmentsOf(log, namesIn(folder));
  const newest = segments.at(-1);
  if (newest === undefined) {
    const bytes = Deno.readFileSync(`${folder}/${log}`);
    return { oldest: 0, bytes, sizes: [bytes.length] };
  }
  equal(newest.isPacked, false);
  equal(inode(`${folder}/${log}`), inode(`${folder}/${newest.name}`), `${log} is the newest`);
  const parts = segments.map(({ name, isPacked }) => {
    const bytes = Deno.readFileSync(`${folder}/${name}`);
    return isPacked ? new Uint8Array(gunzipSync(bytes)) : bytes;
  });
  segments.reduce((end, { offset, name }, index) => {
    equal(offset, end, `${name} begins where the one before ends`);
    return offset + (parts[index]?.length ?? 0);
  }, segments[0]?.offset ?? 0);
  return {
    oldest: segments[0]?.offset ?? 0,
    bytes: new Uint8Array(parts.flatMap((part) => [...part])),
    sizes: parts.map(({ length }) => length),
  };
}

export interface Told {
  readonly stream: StreamName;
  /** absolute, of its first byte */
  readonly offset: number;
  readonly bytes: number;
  readonly at: number;
}

/** All chunks that the timeline tells of; where base records come, they must fit what was told before. */
export function readTimeline(folder: string): Told[] {
  const { bytes, oldest } = readLog(folder, "timeline");
  equal(bytes.length % RECORD_BYTES, 0);
  const ends: Record<StreamName, number | undefined> = oldest === 0
    ? { stdout: 0, stderr: 0 }
    : { stdout: undefined, stderr: undefined };
  const told: Told[] = [];
  for (const record of decodeChunks(bytes)) {
    const { stream } = record;
    const base = baseOf(record);
    const end = base?.offset ?? ends[stream] ?? NaN;
    equal(end, ends[stream] ?? end, `${stream} goes on where it was`);
    if (base === undefined) told.push({ stream, offset: end, bytes: record.bytes, at: record.at });
    ends[stream] = end + record.bytes;
  }
  return told;
}

function inode(path: string): number | null {
  return Deno.lstatSync(path).ino;
}

export interface OutputWish {
  readonly log?: Partial<LogPolicy>;
  readonly output?: Ticket["output"];
  readonly mode?: WorkerMode;
  readonly owner?: Partial<OutputOwner>;
}

/** The output of a run in `folder`, as its worker has it, without a worker. */
export function openOutput(folder: string, wish: OutputWish = {}): Output {
  const { output = "pipe", mode = "run", owner } = wish;
  const paths = runPaths(folder);
  Deno.mkdirSync(paths.w, { recursive: true });
  const log: LogPolicy = { bytes: 65536, files: 3, full: "rotate", ...wish.log };
  const owned = { paths, mode, ticket: { output, log } } as unknown as OwnedRun;
  return new Output(owned, { changed: () => {}, full: () => {}, ...owner });
}
