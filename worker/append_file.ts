/** A file that grows at its end and survives a full disk: what it cannot take it leaves to the caller. */

export interface AppendOptions {
  /** what it begins with, where it is to be a new one: then it throws where it cannot be made so */
  readonly head?: Uint8Array;
}

export class AppendFile {
  readonly #path: string;
  #file: Deno.FsFile | undefined;
  #inode: number | null = null;
  #bytes = 0;
  #trouble: string | undefined;

  /** Goes on at the end of the file at `path`, which is made where missing. @throws {Error} with a `head` alone */
  constructor(path: string, { head }: AppendOptions = {}) {
    this.#path = path;
    if (head === undefined) this.#open();
    else this.#make(head);
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

  /** Whether what lies at `path` is this file, with all that was written to it. One that was never made is wherever it should be. */
  isAt(path: string): boolean {
    if (this.#file === undefined) return true;
    try {
      const { ino, size } = Deno.lstatSync(path);
      return ino === this.#inode && size >= this.#bytes;
    } catch {
      return false; // nothing is there, or nothing that we may see
    }
  }

  /** Makes what was written durable, where there is something and the disk can. */
  async sync(): Promise<void> {
    try {
      if (this.size > 0) await this.#file?.sync();
    } catch (error) {
      this.#trouble = messageOf(error);
    }
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  #open(): Deno.FsFile | undefined {
    try {
      const file = Deno.openSync(this.#path, { append: true, create: true, mode: 0o600 });
      this.#file = file;
      this.#inode = Deno.lstatSync(this.#path).ino;
      // a worker that took the run over goes on where the other was killed
      this.#bytes = this.size;
    } catch (error) {
      this.#trouble = messageOf(error);
    }
    return this.#file;
  }

  #make(head: Uint8Array): void {
    const options = { append: true, createNew: true, mode: 0o600 };
    this.#file = Deno.openSync(this.#path, options);
    try {
      this.#inode = Deno.lstatSync(this.#path).ino;
      while (this.#bytes < head.length) {
        this.#bytes += this.#file.writeSync(head.subarray(this.#bytes));
      }
    } catch (error) {
      this.close();
      throw error;
    }
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
