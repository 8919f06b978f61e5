/** Compresses old segments, in slices, so that output that comes meanwhile is not held up. */

import { LIMITS } from "../limits.ts";
import { packedName, partName, segmentName } from "../job/segments.ts";
import { crashPoint } from "../system/crash_point.ts";
import { removeIfThere, syncFolder } from "../system/durable.ts";
import { messageOf } from "./append_file.ts";
import { complain } from "./complain.ts";
import type { SegmentLog } from "./segment_log.ts";

export interface Packing {
  /** where the segments lie */
  readonly folder: string;
  /** Asked before each slice; false when no more is to be compressed. */
  mayGoOn(): Promise<boolean>;
}

/** Compresses what is not written any more. A segment that cannot be stays as it is, and is tried again with the next. */
export async function packOld(logs: readonly SegmentLog[], packing: Packing): Promise<void> {
  for (const log of logs) {
    for (const start of log.closed) {
      try {
        if (!await packOne(log, packing, { start })) return;
      } catch (error) {
        removeQuietly(`${packing.folder}/${partName(log.log, start)}`);
        complain(`Cannot compress the log of the job: ${messageOf(error)}`);
        return;
      }
    }
  }
}

/** False where it was not to go on. */
async function packOne(
  log: SegmentLog,
  { folder, mayGoOn }: Packing,
  { start }: { readonly start: number },
): Promise<boolean> {
  const plain = `${folder}/${segmentName(log.log, start)}`;
  const part = `${folder}/${partName(log.log, start)}`;
  const from = openIfThere(plain);
  // compressed already, or dropped
  if (from === undefined) return true;
  using _ = from;
  using to = Deno.openSync(part, { write: true, create: true, truncate: true, mode: 0o600 });
  const isWhole = await compress({ from, to }, mayGoOn);
  // it may have been dropped meanwhile
  if (!isWhole || !log.closed.includes(start)) {
    removeIfThere(part);
    return isWhole;
  }
  crashPoint("part-written");
  Deno.renameSync(part, `${folder}/${packedName(log.log, start)}`);
  syncFolder(folder);
  crashPoint("part-renamed");
  removeIfThere(plain);
  return true;
}

interface Files {
  readonly from: Deno.FsFile;
  readonly to: Deno.FsFile;
}

/** All of `from`, durable in `to`; false where it was not to go on. */
async function compress(
  { from, to }: Files,
  mayGoOn: () => Promise<boolean>,
): Promise<boolean> {
  const gzip = new CompressionStream("gzip");
  const writer = gzip.writable.getWriter();
  const written = writeAll(gzip.readable, to);
  written.catch(() => {
    // told where it is awaited
  });
  const buffer = new Uint8Array(LIMITS.packChunkBytes);
  for (;;) {
    if (!await mayGoOn()) {
      await writer.abort().catch(() => {
        // it failed before
      });
      await written.catch(() => {
        // what was written is thrown away
      });
      return false;
    }
    const count = await from.read(buffer);
    if (count === null) break;
    // a copy: what is compressed may be read later than this returns
    await Promise.race([writer.write(buffer.slice(0, count)), written]);
  }
  await Promise.all([writer.close(), written]);
  await to.sync();
  return true;
}

async function writeAll(source: ReadableStream<Uint8Array>, to: Deno.FsFile): Promise<void> {
  for await (const bytes of source) {
    for (let offset = 0; offset < bytes.length;) offset += await to.write(bytes.subarray(offset));
  }
}

function openIfThere(path: string): Deno.FsFile | undefined {
  try {
    return Deno.openSync(path, { read: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function removeQuietly(path: string): void {
  try {
    removeIfThere(path);
  } catch {
    // the complaint about the disk is on its way
  }
}
