/** Lines of a stream for matching, in blocks: whole ones, each cut to what is matched, however the stream was cut into chunks. */

const [newline, carriageReturn] = [10, 13];

export class Lines {
  readonly #most: number;
  /** the line that has not ended, as far as it is matched */
  readonly #open: Uint8Array;
  #length = 0;
  /** there is more of it, or it is empty and has begun */
  #isOpen = false;
  /** a newline that follows belongs to the return before it */
  #isAfterReturn = false;

  /** `most` bytes of a line are matched. */
  constructor(most: number) {
    this.#most = most;
    this.#open = new Uint8Array(most + 1);
  }

  /**
   * The lines that end in `bytes`, each followed by a newline, in one block that is good until the next
   * call; undefined where none does. A line ends with a newline, a carriage return, or both of them.
   */
  push(bytes: Uint8Array): Uint8Array | undefined {
    const plain = this.#isAfterReturn || bytes.includes(carriageReturn)
      ? this.#withoutReturns(bytes)
      : bytes;
    const last = plain.lastIndexOf(newline);
    if (last < 0) {
      this.#keep(plain);
      return undefined;
    }
    const first = plain.indexOf(newline);
    const head = this.#isOpen ? this.#close(plain.subarray(0, first)) : undefined;
    const body = plain.subarray(head === undefined ? 0 : first + 1, last + 1);
    this.#keep(plain.subarray(last + 1));
    const cut = this.#cutLong(body);
    return head === undefined ? cut : joined(head, cut);
  }

  /** The line that never ended, with a newline; undefined where there is none. */
  end(): Uint8Array | undefined {
    return this.#isOpen ? this.#close(new Uint8Array(0)) : undefined;
  }

  /** What comes next is no part of the line that has not ended: bytes between were left out. */
  forget(): void {
    this.#length = 0;
    this.#isOpen = false;
    this.#isAfterReturn = false;
  }

  #keep(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const part = bytes.subarray(0, this.#most - this.#length);
    this.#open.set(part, this.#length);
    this.#length += part.length;
    this.#isOpen = true;
  }

  /** Ends the line that is open. */
  #close(rest: Uint8Array): Uint8Array {
    this.#keep(rest);
    const line = this.#open.slice(0, this.#length + 1);
    line[this.#length] = newline;
    this.#length = 0;
    this.#isOpen = false;
    return line;
  }

  /** Looks back from where a line may end at the latest: so it need not see each newline. */
  #cutLong(block: Uint8Array): Uint8Array {
    const parts: Uint8Array[] = [];
    let from = 0;
    for (let at = 0; at < block.length;) {
      // a loop of our own: a call of lastIndexOf() takes longer than it has to go
      let end = Math.min(at + this.#most, block.length - 1);
      while (end >= at && block[end] !== newline) end--;
      if (end >= at) {
        at = end + 1;
        continue;
      }
      parts.push(block.subarray(from, at + this.#most));
      from = block.indexOf(newline, at + this.#most);
      at = from + 1;
    }
    if (parts.length === 0) return block;
    return joined(...parts, block.subarray(from));
  }

  #withoutReturns(bytes: Uint8Array): Uint8Array {
    const result = new Uint8Array(bytes.length);
    let length = 0;
    for (const byte of bytes) {
      const isSecond = byte === newline && this.#isAfterReturn;
      this.#isAfterReturn = byte === carriageReturn;
      if (!isSecond) result[length++] = this.#isAfterReturn ? newline : byte;
    }
    return result.subarray(0, length);
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
