/** How much of a job's output is to be kept: what the options for that make of a spec. */

import { LIMITS } from "../limits.ts";
import { given } from "./given.ts";
import type { LOG_FULLS } from "./policies.ts";
import { exactSize, parseSize } from "./size.ts";
import type { SpecWish } from "./spec.ts";

export interface LogFlags {
  readonly logSize?: number;
  readonly logFiles?: number;
  readonly logFull?: typeof LOG_FULLS[number];
}

export function logSpec({ logSize, logFiles, logFull }: LogFlags): Pick<SpecWish, "log"> {
  const log = given({ bytes: logSize, files: logFiles, full: logFull });
  return Object.keys(log).length === 0 ? {} : { log };
}

/** @throws {Error} */
export function parseLogSize(text: string): number {
  const { outputLeastBytes: least, outputMostBytes: most } = LIMITS;
  const bytes = parseSize(text);
  if (bytes !== undefined && bytes >= least && bytes <= most) return bytes;
  throw new Error(
    `it is no size from ${exactSize(least)} to ${exactSize(most)}: write 512K or 10M`,
  );
}
