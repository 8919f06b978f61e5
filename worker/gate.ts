/** The gate, as the worker sees it: a script that waits for `go` before it becomes the job. */

import type { Started, Ticket } from "../job/run.ts";
import { writeDurable } from "../system/durable.ts";
import { type RunPaths, runPaths } from "../system/paths.ts";
import type { Errand } from "./errand.ts";

/**
 * Starts the gate in a session and process group of its own. It is not `unref`ed: `detached` alone
 * keeps it alive when the worker fails, and an unref'ed child no longer keeps the worker running.
 * @throws {Error} where the system cannot start it
 */
export function spawnGate(paths: RunPaths): Deno.ChildProcess {
  return new Deno.Command(paths.gate, {
    args: isOfPolicy(paths) ? [paths.folder] : [],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    detached: true,
    clearEnv: true,
    cwd: "/",
  }).spawn();
}

/** One gate for all runs of the session: it is told which one. */
function isOfPolicy({ gate, folder }: RunPaths): boolean {
  return gate !== runPaths(folder).gate;
}

/** Puts on record which process the job will be, before it can be it. */
export function recordStart(errand: Errand, pid: number): void {
  const started: Started = { nonce: errand.nonce, boot: errand.boot, pid, at: Date.now() };
  writeDurable(errand.paths.w, "started", { text: JSON.stringify(started) });
}

const go = new TextEncoder().encode("go\n");

/** Lets the gate become the job. What follows `go` is the job's own input, where its worker feeds it any. */
export async function openGate(
  gate: Deno.ChildProcess,
  { ticket }: { readonly ticket: Pick<Ticket, "input"> },
): Promise<void> {
  const writer = gate.stdin.getWriter();
  try {
    await writer.write(go);
    if (ticket.input === undefined) await writer.close();
  } catch {
    // it is gone already: its status tells how
  } finally {
    writer.releaseLock();
  }
}

/** Ends the gate before it becomes anything. */
export async function closeGate(gate: Deno.ChildProcess): Promise<void> {
  try {
    await gate.stdin.close();
  } catch {
    // it is gone already: its status tells how
  }
}
