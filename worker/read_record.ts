/** Reads the records that an earlier worker of the run has left. */

import * as v from "valibot";
import { LIMITS } from "../limits.ts";
import { readText } from "../system/durable.ts";

/** The record at `path`, where one is there and whole. */
export function readRecord<T>(path: string, shape: v.GenericSchema<unknown, T>): T | undefined {
  try {
    const text = readText(path, LIMITS.recordBytes);
    return text === undefined ? undefined : v.parse(shape, JSON.parse(text));
  } catch {
    return undefined; // no record of ours: it is written whole or not at all
  }
}
