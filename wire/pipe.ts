/** The pair of pipes between chored and a worker. */

import type { Duplex } from "./channel.ts";

/** The worker's end: its own stdin and stdout. */
export function standardPipe(): Duplex {
  return {
    read: (buffer) => Deno.stdin.read(buffer),
    write: (bytes) => Deno.stdout.write(bytes),
    close() {
      Deno.stdin.close();
      Deno.stdout.close();
    },
  };
}

/** chored's end: the pipes of the child that it started. */
export function childPipe(child: Deno.ChildProcess): Duplex {
  const reader = child.stdout.getReader({ mode: "byob" });
  const writer = child.stdin.getWriter();
  writer.closed.catch(() => {
    // the worker is gone: write() tells, and its end is seen by child.status
  });
  let spare = new ArrayBuffer(0);
  return {
    async read(buffer) {
      if (spare.byteLength !== buffer.length) spare = new ArrayBuffer(buffer.length);
      const { value, done } = await reader.read(new Uint8Array(spare));
      if (done || value === undefined) return null;
      buffer.set(value);
      spare = value.buffer;
      return value.length;
    },
    async write(bytes) {
      await writer.write(bytes);
      return bytes.length;
    },
    close() {
      reader.cancel().catch(() => {
        // gone already
      });
      writer.close().catch(() => {
        // gone already
      });
    },
  };
}
