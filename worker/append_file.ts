/** A file that grows at its end and survives a full disk: what it cannot take it leaves to the caller. */

export class AppendFile {
  #file: Deno.FsFile | undefined;
  #bytes = 0;
  #trouble: string | undefined;

  constructor(readonly path: string) {
    this.#open();
  }

  /** Bytes that were written, by a worker that was killed before us too. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes that are in it, whoever wrote them. */
  get size(): number {
    return this.#file?.seekSync(0, Deno.SeekMode.End) ?? 0;
  }

  /** Why the last attempt fell short; undefined when it did not. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Writes as much of `bytes` as the disk takes, and says how much that was. Never throws. */
  append(bytes: Uint8Array): number {
    const file = this.#file ?? this.#open();
    if (file === undefined) return 0;
    let offset = 0;
    try {
      while (offset < bytes.length) offset += file.writeSync(bytes.subarray(offset));
      this.#trouble = undefined;
    } catch (error) {
      this.#trouble = messageOf(error);
    }
    this.#bytes += offset;
    return offset;
  }

  /** Makes what was written durable, where there is something and the disk can. */
  async sync(): Promise<void> {
    try {
      if (this.size > 0) await this.#file?.sync();
    } catch (error) {
      this.#trouble = messageOf(error);
    }
  }

  #open(): Deno.FsFile | undefined {
    try {
      this.#file = Deno.openSync(this.path, { append: true, create: true, mode: 0o600 });
      // a worker that took the run over goes on where the other was killed
      this.#bytes = this.size;
    } catch (error) {
      this.#trouble = messageOf(error);
    }
    return this.#file;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
