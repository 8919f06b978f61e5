/** Copying a stream of the job to where its output is taken. */

import { LIMITS } from "../limits.ts";

/** Takes bytes, which are its own until it has taken them: a promise says that they must wait for room. */
export type Take = (bytes: Uint8Array) => Promise<void> | undefined;

/** A stream of the job that is being copied. */
export interface Copying {
  /** resolves when the stream has ended or was given up */
  readonly ended: Promise<void>;
  /** the job has ended: a stream that never ends by itself is brought to its end */
  finish(): void;
  giveUp(): void;
}

/** Copies `source` to `take`, always through the same buffer. */
export function copyStream(
  source: ReadableStream<Uint8Array<ArrayBuffer>>,
  take: Take,
): Copying {
  const reader = source.getReader({ mode: "byob" });
  return {
    ended: readAll(reader, take),
    finish() {
      // a pipe ends with its last writer
    },
    giveUp() {
      reader.cancel().catch(() => {
        // ended already
      });
    },
  };
}

async function readAll(reader: ReadableStreamBYOBReader, take: Take): Promise<void> {
  let buffer = new ArrayBuffer(LIMITS.outputChunkBytes);
  try {
    for (;;) {
      const { value, done } = await reader.read(new Uint8Array(buffer));
      if (done || value === undefined) return;
      const room = take(value);
      if (room !== undefined) await room;
      buffer = value.buffer;
    }
  } catch {
    // a pipe that cannot be read has ended
  }
}
