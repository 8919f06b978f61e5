/** The files of a log on disk: the segments in a run's folder, oldest first, and one of them opened. */

import { type LogName, segmentsOf } from "../job/segments.ts";
import { PackedFile } from "./packed_file.ts";
import { namesIn } from "../system/durable.ts";

/** One segment of a log, and where it lies. */
export interface SegmentPlace {
  /** the absolute offset of its first byte */
  readonly offset: number;
  readonly path: string;
  readonly isPacked: boolean;
}

/** A segment that is open; offsets are its own. */
export interface SegmentFile {
  /** 0 at its end */
  readAt(offset: number, into: Uint8Array): number | Promise<number>;
  size(): number;
  /** which file it is */
  readonly inode: number | null;
  close(): void;
}

/** Which log: the folder of a run's files, and a name in it. */
export interface LogPlace {
  readonly folder: string;
  readonly log: LogName;
}

/** None where the worker has made none yet, or the folder is gone. */
export function listSegments({ folder, log }: LogPlace): SegmentPlace[] {
  const names = namesIn(folder);
  const segments = segmentsOf(log, names);
  if (segments.length > 0) {
    return segments.map(({ offset, name, isPacked }) => ({
      ...{ offset, isPacked, path: `${folder}/${name}` },
    }));
  }
  return names.includes(log) ? [{ offset: 0, path: `${folder}/${log}`, isPacked: false }] : [];
}

/** Undefined where it has just gone, or somebody has put in its place what is no file: a FIFO would be waited for. */
export function openSegment({ path, isPacked }: SegmentPlace): SegmentFile | undefined {
  try {
    if (!Deno.lstatSync(path).isFile) return undefined;
    return isPacked ? new PackedFile(Deno.openSync(path, { read: true })) : openPlain(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * An open file is known by its inode. It is looked at by its path, before and after, since for the open
 * file Deno wants a right to its true path, which a link to the base folder may lead to.
 */
function openPlain(path: string): PlainFile {
  for (;;) {
    const { ino } = Deno.lstatSync(path);
    const file = Deno.openSync(path, { read: true });
    let isSame = false;
    try {
      isSame = Deno.lstatSync(path).ino === ino;
      if (isSame) return new PlainFile(file, ino);
    } finally {
      // another has taken its place meanwhile, or none
      if (!isSame) file.close();
    }
  }
}

class PlainFile implements SegmentFile {
  readonly #file: Deno.FsFile;
  readonly inode: number | null;
  #position = 0;

  constructor(file: Deno.FsFile, inode: number | null) {
    this.#file = file;
    this.inode = inode;
  }

  readAt(offset: number, into: Uint8Array): number {
    if (offset !== this.#position) {
      // beyond what a file system has, a place cannot even be sought
      if (offset >= this.size()) return 0;
      this.#file.seekSync(offset, Deno.SeekMode.Start);
    }
    const count = this.#file.readSync(into) ?? 0;
    this.#position = offset + count;
    return count;
  }

  size(): number {
    return this.#position = this.#file.seekSync(0, Deno.SeekMode.End);
  }

  close(): void {
    this.#file.close();
  }
}
