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
import type { Origin } from "./origin.ts";
import { readText, writeWhole } from "../system/durable.ts";
import type { RunPaths } from "../system/paths.ts";

/** Puts the ticket in place; the caller holds the worker's lock. From here on only its nonce is valid. */
export function writeTicket(paths: RunPaths, ticket: Ticket): void {
  writeWhole(paths.folder, "ticket", { text: JSON.stringify(ticket), mode: 0o400 });
}

export function writeGate(paths: RunPaths, script: string): void {
  writeWhole(paths.folder, "gate", { text: script, mode: 0o500 });
}

/** All that a new store would need to know of the run's job, should the old one be damaged. */
export function writeOrigin(paths: RunPaths, origin: Origin): void {
  writeWhole(paths.folder, "spec", { text: JSON.stringify(origin), mode: 0o400 });
}

export function readTicket(paths: RunPaths): Ticket | undefined {
  return readRecord(paths.ticket, { shape: TicketShape, most: LIMITS.recordBytes });
}

export function readStarted(paths: RunPaths): Started | undefined {
  return readRecord(paths.started, { shape: StartedShape, most: LIMITS.recordBytes });
}

export function readFinal(paths: RunPaths): Final | undefined {
  return readRecord(paths.final, { shape: FinalShape, most: LIMITS.recordBytes });
}

/** The gate's word why the command cannot start. */
export function readRefusal(paths: RunPaths): string | undefined {
  return readText(paths.refused, LIMITS.recordBytes)?.split("\n")[0]?.slice(0, LIMITS.reasonChars);
}

interface RecordKind<Shape> {
  readonly shape: Shape;
  /** bytes */
  readonly most: number;
}

/** A record that is missing, broken, too long or of another shape is no record. */
export function readRecord<Shape extends v.GenericSchema>(
  path: string,
  { shape, most }: RecordKind<Shape>,
): v.InferOutput<Shape> | undefined {
  try {
    const text = readText(path, most);
    if (text === undefined) return undefined;
    const checked = v.safeParse(shape, JSON.parse(text));
    return checked.success ? checked.output : undefined;
  } catch (error) {
    // cut short by a full disk, or changed by hand
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}
