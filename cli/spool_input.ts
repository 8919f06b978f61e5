/** `chore run -i -`: sends standard input to chored, where it is durable before there is a job that reads it. */

import { LIMITS } from "../limits.ts";
import type { Session } from "./session.ts";

/** Resolves once all of it is there. @throws {Refusal | Disconnected} and then nothing of it is */
export async function spoolInput(
  session: Session,
  { id }: { readonly id: string },
  source: Pick<typeof Deno.stdin, "read"> = Deno.stdin,
): Promise<void> {
  const buffer = new Uint8Array(LIMITS.spoolChunkBytes);
  for (let offset = 0;;) {
    const count = await fill(buffer, source);
    const bytes = buffer.subarray(0, count);
    const done = count < buffer.length;
    // its reply is what holds us back
    await session.call("spool", { id, offset, bytes, done });
    if (done) return;
    offset += count;
  }
}

/** Nothing runs before all is there: so few, large pieces. */
async function fill(buffer: Uint8Array, source: Pick<typeof Deno.stdin, "read">): Promise<number> {
  let length = 0;
  while (length < buffer.length) {
    const count = await source.read(buffer.subarray(length));
    if (count === null) break;
    length += count;
  }
  return length;
}
