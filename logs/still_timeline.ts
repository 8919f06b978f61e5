/** The timeline of a run as it is at one moment: its records segment by segment, and what they add up to. */

import {
  baseOf,
  type Chunk,
  decodeChunks,
  RECORD_BYTES,
  type StreamName,
} from "../job/timeline.ts";
import { type Extent, StillLog } from "./still_log.ts";

export type Counts = Record<StreamName, number>;

/** A place between two records. */
export interface Place {
  /** the absolute offset in the timeline of the next record */
  readonly record: number;
  /** bytes of each stream that the records before it tell of */
  readonly told: Readonly<Counts>;
}

/** Records that are read at once. */
const blockRecords = 4096;
const blockBytes = blockRecords * RECORD_BYTES;

export class StillTimeline {
  readonly #log: StillLog;
  readonly #buffer = new Uint8Array(blockBytes);

  constructor(folder: string) {
    this.#log = new StillLog({ folder, log: "timeline" });
  }

  get extents(): readonly Extent[] {
    return this.#log.extents;
  }

  /** Before the first record that is there. */
  get beginning(): Place {
    return { record: this.#log.first, told: { stdout: 0, stderr: 0 } };
  }

  /** After the last record. */
  async ending(): Promise<Place> {
    const last = this.extents.length - 1;
    const record = this.#log.first === this.#log.end
      ? this.#log.first
      : wholeEnd(this.extents[last]);
    return { record, told: await this.toldAfter(last) };
  }

  /** The records between two offsets of one segment. */
  async read(offset: number, end: number): Promise<Chunk[]> {
    return decodeChunks(await this.#log.read(offset, this.#buffer.subarray(0, end - offset)));
  }

  /** What is told at the end of a segment. */
  async toldAfter(index: number): Promise<Counts> {
    const told = { stdout: 0, stderr: 0 };
    const extent = this.extents[index];
    if (extent === undefined) return told;
    for (let offset = extent.offset; offset < wholeEnd(extent); offset += blockBytes) {
      const records = await this.read(offset, Math.min(offset + blockBytes, wholeEnd(extent)));
      for (const record of records) addTo(told, record);
      if (records.length === 0) break;
    }
    return told;
  }

  /** The place before the first record of that time or a later one; undefined where there is none. */
  async find(at: number): Promise<Place | undefined> {
    let index = this.extents.length - 1;
    while (index > 0 && await this.#firstTime(index) >= at) index--;
    for (; index < this.extents.length; index++) {
      const place = await this.#findIn(index, at);
      if (place !== undefined) return place;
    }
    return undefined;
  }

  [Symbol.dispose](): void {
    this.#log[Symbol.dispose]();
  }

  async #findIn(index: number, at: number): Promise<Place | undefined> {
    const extent = this.extents[index];
    if (extent === undefined) return undefined;
    const told = await this.toldAfter(index - 1);
    const end = wholeEnd(extent);
    for (let offset = extent.offset; offset < end;) {
      const records = await this.read(offset, Math.min(offset + blockBytes, end));
      if (records.length === 0) return undefined;
      for (const record of records) {
        if (record.at >= at) return { record: offset, told };
        addTo(told, record);
        offset += RECORD_BYTES;
      }
    }
    return undefined;
  }

  /** When the first chunk of a segment came; for ever where it has none. */
  async #firstTime(index: number): Promise<number> {
    const extent = this.extents[index];
    if (extent === undefined) return Infinity;
    const end = Math.min(wholeEnd(extent), extent.offset + blockBytes);
    const records = await this.read(extent.offset, end);
    return records.find(({ at }) => at >= 0)?.at ?? Infinity;
  }
}

/** The end of the last whole record of a segment. */
export function wholeEnd(extent: Extent | undefined): number {
  if (extent === undefined) return 0;
  const bytes = extent.end - extent.offset;
  return extent.offset + bytes - bytes % RECORD_BYTES;
}

function addTo(told: Counts, record: Chunk): void {
  const base = baseOf(record);
  told[record.stream] = base === undefined ? told[record.stream] + record.bytes : base.offset;
}
