/** Reads the records that an earlier worker of the run has left. */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import { readText } from "../system/durable.ts";

/** The record at `path`, where one is there, whole, and has at most `most` bytes. */
export function readRecord<T>(
  path: string,
  shape: v.GenericSchema<unknown, T>,
  { most }: { readonly most: number } = { most: LIMITS.recordBytes },
): T | undefined {
  try {
    const text = readText(path, most);
    return text === undefined ? undefined : v.parse(shape, JSON.parse(text));
  } catch {
    return undefined; // no record of ours: it is written whole or not at all
  }
}
