/** One log of a run as it is at one moment, read from any place, backward too. */

import { LIMITS } from "../limits.ts";
import { PackedFile } from "./packed_file.ts";
import {
  listSegments,
  type LogPlace,
  openSegment,
  type SegmentFile,
  type SegmentPlace,
} from "./segment_files.ts";

/** A segment and where it ends. */
export interface Extent extends SegmentPlace {
  readonly end: number;
}

export class StillLog {
  readonly extents: readonly Extent[];
  #open: { readonly extent: Extent; readonly file: SegmentFile } | undefined;

  constructor(place: LogPlace) {
    const segments = listSegments(place);
    this.extents = segments.map((segment, i) => ({
      ...segment,
      end: Math.min(segment.offset + sizeOf(segment), segments[i + 1]?.offset ?? Infinity),
    }));
  }

  /** The offset of the oldest byte that is there. */
  get first(): number {
    return this.extents[0]?.offset ?? 0;
  }

  get end(): number {
    return this.extents.at(-1)?.end ?? 0;
  }

  /** Where the bytes end that are there before `offset`: there itself, or where they are missing from. */
  endBefore(offset: number): number {
    const extent = this.extents.findLast((each) => each.offset < offset);
    return Math.min(offset, extent?.end ?? this.first);
  }

  /** Fills `into` from `offset` on; less where a file ends, or is gone. */
  async read(offset: number, into: Uint8Array): Promise<Uint8Array> {
    let length = 0;
    while (length < into.length) {
      const at = offset + length;
      const extent = this.extents.findLast((each) => each.offset <= at);
      if (extent === undefined || at >= extent.end) break;
      const rest = into.subarray(length, length + Math.min(into.length, extent.end - at));
      const count = await this.#fileOf(extent)?.readAt(at - extent.offset, rest) ?? 0;
      if (count === 0) break;
      length += count;
    }
    return into.subarray(0, length);
  }

  [Symbol.dispose](): void {
    this.#open?.file.close();
    this.#open = undefined;
  }

  #fileOf(extent: Extent): SegmentFile | undefined {
    if (this.#open?.extent === extent) return this.#open.file;
    this[Symbol.dispose]();
    const file = openSegment(extent);
    if (file === undefined) return undefined;
    if (file instanceof PackedFile) file.pageBytes = Math.min(file.size(), LIMITS.logPageBytes);
    this.#open = { extent, file };
    return file;
  }
}

function sizeOf(segment: SegmentPlace): number {
  const file = openSegment(segment);
  const size = file?.size() ?? 0;
  file?.close();
  return size;
}
