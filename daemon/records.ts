/** The small files of a run: chored writes tickets and gates, and reads what workers wrote without trusting it. */

import * as v from "valibot";
import {
  type Final,
  FinalShape,
  type Started,
  StartedShape,
  type Ticket,
  TicketShape,
} from "../job/run.ts";
import { LIMITS } from "../limits.ts";
import { readText, writeWhole } from "../system/durable.ts";
import type { RunPaths } from "../system/paths.ts";

/** Puts the ticket in place; the caller holds the worker's lock. From here on only its nonce is valid. */
export function writeTicket(paths: RunPaths, ticket: Ticket): void {
  writeWhole(paths.folder, "ticket", JSON.stringify(ticket), 0o400);
}

export function writeGate(paths: RunPaths, script: string): void {
  writeWhole(paths.folder, "gate", script, 0o500);
}

export function readTicket(paths: RunPaths): Ticket | undefined {
  return readRecord(paths.ticket, TicketShape);
}

export function readStarted(paths: RunPaths): Started | undefined {
  return readRecord(paths.started, StartedShape);
}

export function readFinal(paths: RunPaths): Final | undefined {
  return readRecord(paths.final, FinalShape);
}

/** The gate's word why the command cannot start. */
export function readRefusal(paths: RunPaths): string | undefined {
  return readText(paths.refused, LIMITS.recordBytes)?.split("\n")[0]?.slice(0, LIMITS.reasonChars);
}

/** A record that is missing, broken or of another shape is no record. */
function readRecord<Shape extends v.GenericSchema>(
  path: string,
  shape: Shape,
): v.InferOutput<Shape> | undefined {
  const text = readText(path, LIMITS.recordBytes);
  if (text === undefined) return undefined;
  try {
    const checked = v.safeParse(shape, JSON.parse(text));
    return checked.success ? checked.output : undefined;
  } catch {
    // cut short by a full disk, or changed by hand
    return undefined;
  }
}
