/** Replies of any length: an array that is too long for a frame goes in parts, each when the one before has been read. */

import { LIMITS } from "../limits.ts";
import { LongFrame } from "../wire/frame.ts";
import type { ServerMessage } from "../wire/replies.ts";

/** Who asked. */
export interface Recipient {
  /** @throws {LongFrame} */
  send(message: ServerMessage): void;
  /** resolves when little waits to be read, or nobody reads any more */
  hasRoom(): Promise<void>;
}

interface Reply {
  readonly id: number;
  readonly value: unknown;
}

/** What has been done is told, however much it is. */
export async function sendReply(to: Recipient, { id, value }: Reply): Promise<void> {
  if (!Array.isArray(value)) return to.send({ kind: "reply", id, value });
  const items: readonly unknown[] = value;
  const size = LIMITS.partItems;
  const last = Math.max(Math.ceil(items.length / size) - 1, 0);
  for (let part = 0; part <= last; part++) {
    const some = items.slice(part * size, (part + 1) * size);
    await sendItems(to, some, { id, kind: part === last ? "reply" : "part" });
  }
}

/** In one frame where they fit, else in halves. */
async function sendItems(
  to: Recipient,
  items: readonly unknown[],
  { id, kind }: { id: number; kind: "part" | "reply" },
): Promise<void> {
  try {
    to.send({ kind, id, value: items });
  } catch (error) {
    if (!(error instanceof LongFrame) || items.length < 2) throw error;
    const middle = items.length >> 1;
    await sendItems(to, items.slice(0, middle), { id, kind: "part" });
    return await sendItems(to, items.slice(middle), { id, kind });
  }
  if (kind === "part") await to.hasRoom();
}
