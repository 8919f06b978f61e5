/** The unix socket between chore, chored and re-adopted workers. */

import type { Duplex } from "./channel.ts";

/** Connects to the socket at `path`. @throws {Deno.errors.NotFound | Deno.errors.ConnectionRefused} where no chored serves it */
export async function connectSocket(path: string): Promise<Duplex> {
  return await Deno.connect({ transport: "unix", path });
}

export interface Listening {
  /** who may connect; 0o600 where none is given */
  readonly mode?: number;
  readonly beforeRename?: () => void;
}

/**
 * Listens at `path`. The socket is bound under another name and renamed over: a listener that
 * closes unlinks the path it was bound to, and that must never be its successor's.
 * The caller holds the session's lock.
 */
export function listenSocket(
  path: string,
  { mode = 0o600, beforeRename }: Listening = {},
): Deno.UnixListener {
  const bound = `${path}.new`;
  try {
    Deno.removeSync(bound);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const listener = Deno.listen({ transport: "unix", path: bound });
  Deno.chmodSync(bound, mode);
  beforeRename?.();
  Deno.renameSync(bound, path);
  return listener;
}
