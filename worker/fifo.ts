/** A job's stream through a fifo whose both ends the job holds: it outlives the worker, and so it never ends by itself. */

import { LIMITS } from "../limits.ts";
import { isLonger, sleep } from "../system/clock.ts";
import type { Copying, Take } from "./copying.ts";

const markBytes = 32;

export interface FifoCopying extends Copying {
  /** resolves once nothing that is written is lost, or nobody will write any more */
  readonly opened: Promise<unknown>;
}

/**
 * Copies the fifo at `path` to `take`. The end is made: `finish` writes a mark of our own behind all
 * that the job wrote, and what comes before the mark is the rest. `gone` resolves when nobody will
 * make the fifo any more.
 */
export function copyFifo(
  path: string,
  take: Take,
  { gone }: { readonly gone: Promise<unknown> },
): FifoCopying {
  const mark = crypto.getRandomValues(new Uint8Array(markBytes));
  const split = new MarkSplitter(mark, take);
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const opened = openFifo(path, gone);
  opened.then((file) =>
    file === undefined ? end() : readTo(file, split).then(end, end).finally(() => file.close())
  );
  return {
    ended,
    opened,
    finish() {
      split.expect();
      opened.then((file) => file === undefined ? end() : writeMark(path, mark).catch(() => end()));
    },
    giveUp: () => end(),
  };
}

/** With both ends open neither the opening nor a pause of the job waits for the other side. */
async function openFifo(path: string, gone: Promise<unknown>): Promise<Deno.FsFile | undefined> {
  for (;;) {
    try {
      return Deno.openSync(path, { read: true, write: true });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) return undefined;
    }
    if (!await isLonger(gone, LIMITS.fifoRetryMs)) return undefined;
  }
}

async function readTo(file: Deno.FsFile, split: MarkSplitter): Promise<void> {
  const buffer = new Uint8Array(LIMITS.outputChunkBytes);
  for (;;) {
    const count = await file.read(buffer);
    const isOver = count === null || split.push(buffer.subarray(0, count));
    if (split.room !== undefined) await split.room;
    if (isOver) return;
  }
}

/** Through a handle of its own, with both ends, as above: on one handle a write would wait for the read that waits for it. */
async function writeMark(path: string, mark: Uint8Array): Promise<void> {
  using file = Deno.openSync(path, { read: true, write: true });
  for (let offset = 0; offset < mark.length;) offset += await file.write(mark.subarray(offset));
  await sleep(0);
}

/** Passes bytes on, and knows the mark once it is expected, however it is cut. */
export class MarkSplitter {
  readonly #mark: Uint8Array;
  readonly #take: Take;
  #room: Promise<void> | undefined;
  #carry = new Uint8Array(0);
  #isExpected = false;

  constructor(mark: Uint8Array, take: Take) {
    this.#mark = mark;
    this.#take = take;
  }

  expect(): void {
    this.#isExpected = true;
  }

  /** What was passed on last must wait for it, where it is there. */
  get room(): Promise<void> | undefined {
    return this.#room;
  }

  /** Whether the mark has come. */
  push(bytes: Uint8Array): boolean {
    this.#room = undefined;
    if (!this.#isExpected) {
      this.#room = this.#take(bytes);
      return false;
    }
    const all = new Uint8Array(this.#carry.length + bytes.length);
    all.set(this.#carry);
    all.set(bytes, this.#carry.length);
    const at = indexOf(all, this.#mark);
    if (at >= 0) {
      if (at > 0) this.#room = this.#take(all.subarray(0, at));
      return true;
    }
    const safe = Math.max(0, all.length - this.#mark.length + 1);
    if (safe > 0) this.#room = this.#take(all.subarray(0, safe));
    this.#carry = all.slice(safe);
    return false;
  }
}

function indexOf(bytes: Uint8Array, mark: Uint8Array): number {
  const [first = 0] = mark;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (at + mark.length > bytes.length) return -1;
    if (mark.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  return -1;
}
