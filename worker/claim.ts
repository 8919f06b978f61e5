/** Owning a run: its lock, held for the worker's life, and its ticket, which says whether the worker is still wanted. */

import { WORKER_EXIT } from "../job/exit_code.ts";
import type { Ticket } from "../job/run.ts";
import { LIMITS } from "../limits.ts";
import { sleep } from "../system/clock.ts";
import { readText } from "../system/durable.ts";
import { tryLock } from "../system/lock.ts";
import type { Errand } from "./errand.ts";

/** A run that is ours for as long as this process lives: nothing ever closes `lock`. */
export interface OwnedRun extends Errand {
  readonly ticket: Ticket;
  readonly lock: Deno.FsFile;
}

export type Claim =
  | { readonly kind: "owned"; readonly owned: OwnedRun }
  | { readonly kind: "refused"; readonly exitCode: number };

/** Takes the lock, then reads the ticket: it is replaced only by who holds the lock, so what it says stays true. */
export async function claimRun(errand: Errand): Promise<Claim> {
  const lock = tryLock(errand.paths.workerLock) ?? await awaitLock(errand.paths.workerLock);
  if (lock === null) return { kind: "refused", exitCode: WORKER_EXIT.locked };
  const ticket = readTicket(readText(errand.paths.ticket, LIMITS.recordBytes));
  if (ticket === undefined || !isFor(errand, ticket)) {
    return { kind: "refused", exitCode: WORKER_EXIT.void };
  }
  return { kind: "owned", owned: { ...errand, ticket, lock } };
}

async function awaitLock(path: string): Promise<Deno.FsFile | null> {
  for (let waitedMs = 0; waitedMs < LIMITS.workerLockMs; waitedMs += LIMITS.workerLockRetryMs) {
    await sleep(LIMITS.workerLockRetryMs);
    const lock = tryLock(path);
    if (lock !== null) return lock;
  }
  return null;
}

/**
 * The ticket in `text`. chored wrote it, and nobody else can: this looks at what a worker reads of
 * it, and leaves the shape with its library alone, for their 6 ms.
 */
export function readTicket(text: string | undefined): Ticket | undefined {
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // no ticket of ours
  }
  const ticket = value as Partial<Ticket> | null;
  const isWhole = typeof ticket?.run === "number" && typeof ticket.nonce === "string" &&
    typeof ticket.mode === "string" && typeof ticket.graceMs === "number" &&
    typeof ticket.orphan === "string" && typeof ticket.output === "string";
  // a chored that is older than its worker knows of no time limits
  return isWhole ? { ...ticket as Ticket, timeoutMs: ticket.timeoutMs ?? 0 } : undefined;
}

function isFor(errand: Errand, ticket: Ticket): boolean {
  return ticket.run === errand.run && ticket.nonce === errand.nonce && ticket.mode === errand.mode;
}
