/** One stream of a run's output: how much of it was given, and how much the timeline has told of. */

export class StreamFile {
  readonly #path: string;
  #file: Deno.FsFile | undefined;
  #position = 0;
  /** bytes given to the reader; may run ahead of `told` where bytes were there before their record */
  given = 0;
  /** bytes that records so far tell of */
  told = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Reads on from what was given; 0 where nothing more is there. */
  read(into: Uint8Array): number {
    const count = this.readAt(this.given, into);
    this.given += count;
    return count;
  }

  /** Reads from `offset`; 0 at the end, or while there is no file. */
  readAt(offset: number, into: Uint8Array): number {
    const file = this.#opened();
    if (file === undefined || into.length === 0) return 0;
    if (offset !== this.#position) file.seekSync(offset, Deno.SeekMode.Start);
    const count = file.readSync(into) ?? 0;
    this.#position = offset + count;
    return count;
  }

  size(): number {
    const file = this.#opened();
    if (file === undefined) return 0;
    this.#position = file.seekSync(0, Deno.SeekMode.End);
    return this.#position;
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  exists(): boolean {
    return this.#opened() !== undefined;
  }

  #opened(): Deno.FsFile | undefined {
    if (this.#file !== undefined) return this.#file;
    try {
      return this.#file = Deno.openSync(this.#path, { read: true });
    } catch (error) {
      // the worker has not made it yet
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }
}
