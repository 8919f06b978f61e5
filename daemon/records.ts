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
import { readGivenText, readText, writeWhole } from "../system/durable.ts";
import type { RunPaths } from "../system/paths.ts";

/** Puts the ticket in place; the caller holds the worker's lock. From here on only its nonce is valid. */
export function writeTicket(paths: RunPaths, ticket: Ticket): void {
  writeWhole(paths.folder, "ticket", { text: JSON.stringify(ticket), mode: 0o400 });
}

export function writeGate(paths: RunPaths, script: string): void {
  writeWhole(paths.folder, "gate", { text: script, mode: 0o500 });
}

/** What the gate of a policy is told, in the place of a gate. */
export function writePass(paths: RunPaths, text: string): void {
  writeWhole(paths.folder, "pass", { text, mode: 0o400 });
}

/** All that a new store would need to know of the run's job, should the old one be damaged. */
export function writeOrigin(paths: RunPaths, origin: Origin): void {
  writeWhole(paths.folder, "spec", { text: JSON.stringify(origin), mode: 0o400 });
}

export function readTicket(paths: RunPaths): Ticket | undefined {
  return readRecord(paths.ticket, { shape: TicketShape, most: LIMITS.recordBytes });
}

export function readStarted(paths: RunPaths): Started | undefined {
  return readGivenRecord(paths.started, { shape: StartedShape, most: LIMITS.recordBytes });
}

export function readFinal(paths: RunPaths): Final | undefined {
  return readGivenRecord(paths.final, { shape: FinalShape, most: LIMITS.recordBytes });
}

/** The gate's word why the command cannot start; not where it is no word of a gate. */
export function readRefusal(paths: RunPaths): string | undefined {
  return readParsed(() => {
    const text = readGivenText(paths.refused, LIMITS.recordBytes);
    return text?.split("\n")[0]?.slice(0, LIMITS.reasonChars);
  });
}

interface RecordKind<Shape> {
  readonly shape: Shape;
  /** bytes */
  readonly most: number;
}

/** A record of ours that is missing, broken, too long or of another shape is no record. */
export function readRecord<Shape extends v.GenericSchema>(
  path: string,
  kind: RecordKind<Shape>,
): v.InferOutput<Shape> | undefined {
  return readParsed(() => checked(readText(path, kind.most), kind));
}

/** The same in the folder that the worker may write: nor is what is no plain file. */
export function readGivenRecord<Shape extends v.GenericSchema>(
  path: string,
  kind: RecordKind<Shape>,
): v.InferOutput<Shape> | undefined {
  return readParsed(() => checked(readGivenText(path, kind.most), kind));
}

function checked<Shape extends v.GenericSchema>(
  text: string | undefined,
  { shape }: RecordKind<Shape>,
): v.InferOutput<Shape> | undefined {
  if (text === undefined) return undefined;
  const result = v.safeParse(shape, JSON.parse(text));
  return result.success ? result.output : undefined;
}

function readParsed<T>(read: () => T | undefined): T | undefined {
  try {
    return read();
  } catch (error) {
    // cut short by a full disk, or changed by hand
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}
