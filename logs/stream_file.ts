/** One log of a run, read forward over all its segments while it grows: how much of it was given, and how much the timeline has told of. */

import {
  listSegments,
  type LogPlace,
  openSegment,
  type SegmentFile,
  type SegmentPlace,
} from "./segment_files.ts";

/** Bytes that nobody can read any more. */
export interface Loss {
  readonly bytes: number;
  /** `rotated`: they were rotated away; `gone`: somebody has cut, damaged or removed a file */
  readonly why: "rotated" | "gone";
}

/** Between a list of the segments and their opening one may go: so often is the list read again. */
const attemptsMost = 8;

export class StreamFile {
  readonly #place: LogPlace;
  readonly #lose: (loss: Loss) => void;
  #segment: SegmentPlace | undefined;
  #file: SegmentFile | undefined;
  /** the absolute offset of the first byte of the file: not the segment's where somebody has cut it */
  #base = 0;
  /** the end of what was read of the file */
  #seen = 0;
  /** there is a newer segment, so that this one grows no more */
  #isFinal = false;
  #isCut = false;
  /** bytes given to the reader; may run ahead of `told` where bytes were there before their record */
  given = 0;
  /** bytes that records so far tell of */
  told = 0;
  /** the run has ended: nothing comes any more */
  isOver = false;

  constructor(place: LogPlace, lose: (loss: Loss) => void) {
    this.#place = place;
    this.#lose = lose;
  }

  /** Somebody has cut the file: bytes that are missing never come. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** Where the segment begins that was read last. */
  get segmentOffset(): number {
    return this.#segment?.offset ?? 0;
  }

  /**
   * Reads on from what was given, within one segment and up to `end`; 0 where nothing more is there.
   * What is gone is told.
   */
  read(into: Uint8Array, end = Infinity): number | Promise<number> {
    for (;;) {
      const room = Math.min(into.length, end - this.given);
      if (room <= 0) return 0;
      const count = this.#file?.readAt(this.given - this.#base, into.subarray(0, room)) ?? 0;
      if (typeof count !== "number") return this.#readLater(count, into, { end });
      if (this.#take(count) || !this.#moveOn()) return count;
    }
  }

  /** Passes over what is told and cannot be read. */
  passOver(): void {
    const bytes = this.told - this.given;
    if (bytes <= 0) return;
    this.#lose({ bytes, why: "gone" });
    this.given = this.told;
    // what comes stands at the end of the file, whatever was done to that
    if (this.#file !== undefined && !this.#isFinal && !this.#segment?.isPacked) {
      this.#base = this.told - this.#file.size();
    }
  }

  exists(): boolean {
    return this.#file !== undefined || listSegments(this.#place).length > 0;
  }

  close(): void {
    this.#file?.close();
    this.#file = this.#segment = undefined;
  }

  async #readLater(
    later: Promise<number>,
    into: Uint8Array,
    { end }: { end: number },
  ): Promise<number> {
    const count = await later;
    return this.#take(count) || !this.#moveOn() ? count : await this.read(into, end);
  }

  #take(count: number): boolean {
    if (count === 0) return false;
    this.given += count;
    this.#seen = Math.max(this.#seen, this.given - this.#base);
    return true;
  }

  /** Opens what comes after the end of the file; false where nothing is there yet. */
  #moveOn(): boolean {
    const segment = this.#segment;
    if (segment === undefined) return this.#open(({ offset }) => offset <= this.given);
    // as long as the log's own name is this file, and nothing is told of that it lacks, there is no newer one
    const isEnough = this.told <= this.given && !this.isOver && !this.#isFinal;
    if (isEnough && this.#isNamed()) return this.#lookForCut();
    const segments = listSegments(this.#place);
    if (!segments.some(({ offset }) => offset > segment.offset)) return this.#lookForCut();
    if (!this.#isFinal) {
      // it may have grown before the next was begun: once more
      return this.#isFinal = true;
    }
    const wanted = Math.max(this.given, segment.offset + 1);
    return this.#open(({ offset }) => offset > segment.offset && offset <= wanted);
  }

  /** Opens the last segment that `suits`, else the first after the one that was read; false where there is none. */
  #open(suits: (segment: SegmentPlace) => boolean): boolean {
    const before = this.#segment?.offset ?? -1;
    for (let attempt = 0; attempt < attemptsMost; attempt++) {
      const segments = listSegments(this.#place);
      const segment = segments.findLast(suits) ?? segments.find(({ offset }) => offset > before);
      if (segment === undefined) return false;
      const file = openSegment(segment);
      if (file === undefined) continue;
      this.#loseUpTo(segment.offset);
      this.close();
      [this.#segment, this.#file, this.#base, this.#seen] = [segment, file, segment.offset, 0];
      this.#isFinal = this.#isCut = false;
      return true;
    }
    return false;
  }

  /** What lies between the file that was read to its end and the next. */
  #loseUpTo(offset: number): void {
    const bytes = offset - this.given;
    if (bytes <= 0) return;
    const isDamaged = this.#segment?.isPacked === true &&
      this.given - this.#base < (this.#file?.size() ?? 0);
    this.#lose({ bytes, why: this.#isCut || isDamaged ? "gone" : "rotated" });
    this.given = offset;
  }

  #isNamed(): boolean {
    try {
      const { ino } = Deno.lstatSync(`${this.#place.folder}/${this.#place.log}`);
      return ino !== null && ino === this.#file?.inode;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  }

  /** A file that is shorter than what was read of it is read from its start, as it was emptied. */
  #lookForCut(): boolean {
    const size = this.#segment?.isPacked ? undefined : this.#file?.size();
    if (size === undefined || size >= this.#seen) return false;
    this.#isCut = true;
    [this.#base, this.#seen] = [this.given, 0];
    return size > 0;
  }
}
