/** Whose output the worker of a run may read: what chored wrote into its ticket, which no worker can change. */

import { LIMITS } from "../../limits.ts";
import { runPaths, type SessionPaths } from "../../system/paths.ts";

/** The folder of that other run; undefined where the job reads none, or the run is gone. */
export function sourceOf({ runs }: SessionPaths, run: number | undefined): string | undefined {
  if (run === undefined) return undefined;
  const source = runIn(readTicket(runPaths(`${runs}/${run}`).ticket));
  return source === undefined ? undefined : runPaths(`${runs}/${source}`).w;
}

function readTicket(path: string): unknown {
  try {
    if (Deno.statSync(path).size > LIMITS.recordBytes) return undefined;
    return JSON.parse(Deno.readTextFileSync(path));
  } catch (error) {
    // removed with its run, or damaged: then the words of the worker are what differs
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function runIn(ticket: unknown): number | undefined {
  const { input } = (ticket ?? {}) as { input?: { kind?: unknown; run?: unknown } };
  if (input?.kind !== "run" || !Number.isSafeInteger(input.run)) return undefined;
  return input.run as number;
}
