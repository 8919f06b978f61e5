/** One log of a run in segments: it grows at its end, is rotated, and loses its oldest segments. Nothing here throws. */

import { type LogName, nextName, packedName, type Segment, segmentName } from "../job/segments.ts";
import { crashPoint } from "../system/crash_point.ts";
import { removeIfThere } from "../system/durable.ts";
import { AppendFile, messageOf } from "./append_file.ts";

export interface SegmentLogOptions {
  readonly log: LogName;
  /** what an earlier worker left, oldest first */
  readonly found?: readonly Segment[];
}

const nothing = new Uint8Array();

/** Files of one log that are being removed besides. */
const removalsAtOnce = 4;

export class SegmentLog {
  readonly log: LogName;
  readonly #folder: string;
  /** where each segment begins, oldest first; the newest is the last */
  readonly #starts: number[];
  /** whether the newest has the name of a segment: before the first rotation it has not */
  #isNamed: boolean;
  #file: AppendFile;
  /** the newest was deleted, and no other could be begun yet; the bytes that it had */
  #lostBytes: number | undefined;
  #trouble: string | undefined;
  readonly #removals = new Set<Promise<void>>();

  /** Goes on with the newest segment in `folder`. */
  constructor(folder: string, { log, found = [] }: SegmentLogOptions) {
    this.#folder = folder;
    this.log = log;
    this.#isNamed = found.length > 0;
    this.#starts = this.#isNamed ? found.map(({ offset }) => offset) : [0];
    this.#file = new AppendFile(this.#newestPath);
  }

  /** Bytes that were logged since the start of the run. */
  get bytes(): number {
    return this.newestStart + this.newestBytes;
  }

  /** Bytes of the newest segment. */
  get newestBytes(): number {
    return this.#lostBytes ?? this.#file.bytes;
  }

  /** Bytes that are in the newest segment, whoever wrote them. */
  get size(): number {
    return this.#file.size;
  }

  /** The absolute offset of the oldest byte that is kept. */
  get oldest(): number {
    return this.#starts[0] ?? 0;
  }

  /** Where the newest segment begins. */
  get newestStart(): number {
    return this.#starts.at(-1) ?? 0;
  }

  get count(): number {
    return this.#starts.length;
  }

  /** Where the segments begin that are not written any more, oldest first. */
  get closed(): readonly number[] {
    return this.#starts.slice(0, -1);
  }

  get trouble(): string | undefined {
    return this.#trouble ?? this.#file.trouble;
  }

  /** Writes as much of `bytes` as the disk takes, and says how much that was. */
  append(bytes: Uint8Array): number {
    return this.#lostBytes === undefined ? this.#file.append(bytes) : 0;
  }

  /** Begins a new segment with `head`; false where the system does not let it, and then the newest stays what it was. */
  rotate(head: Uint8Array = nothing): boolean {
    // an empty one would have the same name
    if (this.#lostBytes === undefined && this.#isNamed && this.newestBytes === 0) return true;
    return this.#attempt(() => {
      if (!this.#isNamed && this.#lostBytes === undefined) {
        Deno.linkSync(this.#plainPath, this.#pathOf(this.newestStart));
        this.#isNamed = true;
        crashPoint("first-named");
      }
      this.#begin(head);
    });
  }

  /** Removes the `count` oldest segments, but never the newest. */
  drop(count: number): void {
    for (const path of this.#takeOldest(count)) this.#attempt(() => removeIfThere(path));
  }

  /**
   * The same, besides: to give back the room of a large file takes as long as to write a part of it. It
   * is done at once where the system does not keep up.
   */
  discard(count: number): void {
    const paths = this.#takeOldest(count);
    if (paths.length > 0) crashPoint("oldest-dropped");
    for (const path of paths) {
      if (this.#removals.size >= removalsAtOnce) this.#attempt(() => removeIfThere(path));
      else this.#remove(path);
    }
  }

  #remove(path: string): void {
    const removal: Promise<void> = Deno.remove(path).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) this.#trouble = messageOf(error);
    }).finally(() => this.#removals.delete(removal));
    this.#removals.add(removal);
  }

  /** They are none of the log any more; gives where they lie, in both forms. */
  #takeOldest(count: number): string[] {
    const gone = this.#starts.splice(0, Math.min(count, this.#starts.length - 1));
    return gone.flatMap((start) => [
      this.#pathOf(start),
      `${this.#folder}/${packedName(this.log, start)}`,
    ]);
  }

  /**
   * Mends the names of the newest segment. Where its content is not there any more, somebody has deleted
   * it, and false is given: a new segment is begun with `head`, now or with a later look.
   */
  look(head: Uint8Array = nothing): boolean {
    if (this.#lostBytes === undefined) {
      const [isPlain, isNamed] = [
        this.#file.isAt(this.#plainPath),
        this.#file.isAt(this.#newestPath),
      ];
      if (isPlain && isNamed) return true;
      if (isPlain || isNamed) return this.#attempt(() => this.#mend({ isPlain }));
      this.#lostBytes = this.#file.bytes;
      this.#file.close();
    }
    this.#attempt(() => this.#replace(head));
    return false;
  }

  /** Makes all segments durable that stay; the others are gone then. */
  async sync(): Promise<void> {
    await Promise.all(this.#removals);
    await Promise.all([
      this.#file.sync(),
      ...this.closed.map((start) => syncPath(this.#pathOf(start))),
    ]);
  }

  /** The name that is the newest's own. */
  get #newestPath(): string {
    return this.#isNamed ? this.#pathOf(this.newestStart) : this.#plainPath;
  }

  /** The name that is always the newest's. */
  get #plainPath(): string {
    return `${this.#folder}/${this.log}`;
  }

  #pathOf(start: number): string {
    return `${this.#folder}/${segmentName(this.log, start)}`;
  }

  /** Begins a segment where the last one ends. @throws {Error} and then nothing has changed that counts */
  #begin(head: Uint8Array): void {
    const start = this.bytes;
    const next = `${this.#folder}/${nextName(this.log)}`;
    removeIfThere(next);
    const file = new AppendFile(next, { head });
    try {
      crashPoint("next-made");
      removeIfThere(this.#pathOf(start));
      Deno.linkSync(next, this.#pathOf(start));
    } catch (error) {
      file.close();
      throw error;
    }
    // from here on it is the newest, whatever becomes of the plain name
    if (this.#lostBytes === undefined) this.#file.close();
    this.#file = file;
    this.#lostBytes = undefined;
    this.#isNamed = true;
    this.#starts.push(start);
    crashPoint("next-named");
    Deno.renameSync(next, this.#plainPath);
    crashPoint("next-placed");
  }

  /** One of its two names is there: it is given the other. */
  #mend({ isPlain }: { readonly isPlain: boolean }): void {
    const next = `${this.#folder}/${nextName(this.log)}`;
    removeIfThere(next);
    Deno.linkSync(isPlain ? this.#plainPath : this.#newestPath, next);
    Deno.renameSync(next, isPlain ? this.#newestPath : this.#plainPath);
  }

  /** The newest is gone, or cut short: what is left of it would be read at the wrong place. */
  #replace(head: Uint8Array): void {
    removeIfThere(this.#pathOf(this.newestStart));
    this.#begin(head);
    // the one that is lost stands before the one just begun
    this.#starts.splice(-2, 1);
  }

  #attempt(act: () => void): boolean {
    try {
      act();
      this.#trouble = undefined;
      return true;
    } catch (error) {
      this.#trouble = messageOf(error);
      return false;
    }
  }
}

/** One that is compressed is durable, and one that is gone needs not be. */
async function syncPath(path: string): Promise<void> {
  try {
    using file = await Deno.open(path, { append: true });
    await file.sync();
  } catch {
    // as said
  }
}
